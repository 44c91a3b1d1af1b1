import { useRef } from "react"

import { iconOf, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Tower, useLook, useStageBoard, type Look, type StageBoard } from "@/shared/stage"
import { address } from "@/shared/url"
import { LiveStatus, Mark, usePageTitle } from "@/shared/ui"

import { Bones, Note } from "./states"
import { useTellHeight } from "./use-tell-height"

import "./embed.css"

/** A leaderboard in a frame of another site: a tower, and a way to the whole of it. */
export default function EmbedScreen({ id }: { id: string }) {
  const look = useLook()
  const stage = useStageBoard(id, look)
  const element = useRef<HTMLElement>(null)
  useTellHeight(element)
  usePageTitle(stage.board?.title)
  return (
    <main
      ref={element}
      className="embed"
      data-bare={look.background !== null || undefined}
      style={{ zoom: look.scale }}
    >
      {look.title && !stage.isGone && (stage.board || !stage.error) && <Title stage={stage} />}
      <Body id={id} look={look} stage={stage} />
      <Foot id={id} stage={stage} />
    </main>
  )
}

function Title({ stage: { board, window } }: { stage: StageBoard }) {
  const t = useTranslate()
  const icon = iconOf(board)
  return (
    <header className="embed-title">
      {icon && <span aria-hidden="true">{icon}</span>}
      <h1 className="display name grow" dir="auto">
        {board?.title ?? "\u00a0"}
      </h1>
      {window !== undefined && <span className="embed-window">{windowLabel(window, t)}</span>}
    </header>
  )
}

type BodyProps = { id: string; look: Look; stage: StageBoard }

function Body({ id, look, stage: { board, live, error, isGone } }: BodyProps) {
  const t = useTranslate()
  if (isGone) return <Note id={id} error={error} reason={live.reason} />
  if (!board || !live.board) return error ? <Note id={id} error={error} /> : <Bones look={look} />
  if (live.board.total === 0) return <p className="embed-note">{t("board.empty.title")}</p>
  return <Tower board={board} live={live.board} rows={look.rows} followed={look.player} />
}

function Foot({ id, stage: { board, live, window } }: { id: string; stage: StageBoard }) {
  const t = useTranslate()
  return (
    <footer className="embed-foot">
      <a
        className="link name"
        target="_blank"
        rel="noopener"
        href={board ? address.leaderboard(id, { window: window ?? null }) : address.home()}
      >
        {t(board ? "embed.open" : "state.notfound.way")}
      </a>
      <span className="ml-auto">{board && <LiveStatus live={live} />}</span>
      <a
        target="_blank"
        rel="noopener"
        href={address.home()}
        aria-label={t("app.name")}
        className="text-faint hover:text-accent"
      >
        <Mark size={18} />
      </a>
    </footer>
  )
}
