import { useEffect, useRef, useState } from "react"

import { useLeaderboard } from "@/shared/api"
import { useTranslate } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"
import { DEFAULT_LOOK, type Look } from "@/shared/stage"
import { CloseIcon, Segmented } from "@/shared/ui"

import { Code } from "./code"
import { Options } from "./options"
import { Preview } from "./preview"
import { scriptLine, stageAddress, type Kind } from "./snippet"

type Props = { leaderboard: string; onClose: () => void }

/** Puts the leaderboard on a website or over a video: choose how it looks, see it, copy it. */
export default function ShareDialog({ leaderboard, onClose }: Props) {
  const t = useTranslate()
  const dialog = useRef<HTMLDialogElement>(null)
  const theme = usePreferences((preferences) => preferences.theme)
  const { data: board } = useLeaderboard(leaderboard)
  const [kind, setKind] = useState<Kind>("embed")
  const [look, setLook] = useState<Look>({ ...DEFAULT_LOOK, theme, rows: 5 })
  useEffect(() => dialog.current?.showModal(), [])

  const choose = (other: Kind) => {
    setKind(other)
    // Each kind has backgrounds of its own, and a video is read from further away.
    setLook({ ...look, background: null, scale: 1, rows: other === "embed" ? 5 : 10 })
  }
  const page = stageAddress(kind, leaderboard, look)
  const text = kind === "embed" ? scriptLine(location.origin, leaderboard, look) : fullOf(page)
  return (
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      aria-labelledby="share-title"
      className="share rise m-auto max-h-[94dvh] w-[min(1080px,calc(100vw-16px))] overflow-y-auto rounded-lg border border-line bg-ink p-0 text-text shadow-float backdrop:bg-shade"
    >
      <header className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 pt-4 md:px-7 md:pt-6">
        <h2 id="share-title" className="display text-2xl">
          {t("share.open")}
        </h2>
        <span className="order-last max-sm:w-full sm:order-none">
          <Segmented
            label={t("share.kind")}
            value={kind}
            options={[
              { value: "embed", label: t("share.embed") },
              { value: "overlay", label: t("share.overlay") },
            ]}
            onChange={choose}
          />
        </span>
        <button
          type="button"
          className="icon-button ml-auto"
          aria-label={t("app.close")}
          onClick={() => dialog.current?.close()}
        >
          <CloseIcon />
        </button>
      </header>
      <div className="grid gap-x-8 gap-y-6 p-4 md:grid-cols-[280px_minmax(0,1fr)] md:p-7">
        <Options board={board} kind={kind} look={look} onChange={setLook} />
        <Preview kind={kind} page={page} look={look} />
        <Code
          text={text}
          page={page}
          label={t(kind === "embed" ? "share.embed.text" : "share.overlay.text")}
        />
      </div>
    </dialog>
  )
}

const fullOf = (page: string) => new URL(page, location.href).href
