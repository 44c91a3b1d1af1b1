import { Link } from "wouter"

import { compact, iconOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { BackIcon, Bone, Heard, LiveStatus, ReplayIcon } from "@/shared/ui"

import { useLatency } from "./use-latency"

import type { ReactNode } from "react"
import type { Leaderboard } from "@/shared/api"
import type { Live } from "@/shared/live"

type Props = {
  board: Leaderboard
  live: Live
  total: number | null | undefined
  isClosed: boolean
  actions?: ReactNode
}

/** Title, number of players, and how alive the page is. */
export function BoardHeader({ board, live, total, isClosed, actions }: Props) {
  const t = useTranslate()
  const latency = useLatency(!isClosed && live.phase === "live")
  const icon = iconOf(board)
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 pt-2 pb-5 md:pt-6">
      <div className="flex min-w-0 grow basis-80 items-center gap-2">
        <Link href="/" className="icon-button no-print -ml-3 shrink-0" aria-label={t("app.home")}>
          <BackIcon size={22} />
        </Link>
        <h1 className="display min-w-0 text-2xl text-balance md:text-4xl" dir="auto">
          {icon && (
            <span className="mr-2" aria-hidden="true">
              {icon}
            </span>
          )}
          {board.title}
        </h1>
      </div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1">
        {isClosed ? (
          <span className="text-sm text-soft">{t("live.final")}</span>
        ) : (
          <LiveStatus live={live} latency={latency} />
        )}
        {!isClosed && live.heardAt !== null && live.phase !== "live" && <Heard at={live.heardAt} />}
        <span className="text-sm text-soft">
          {total === null && <Bone className="h-4 w-24" />}
          {typeof total === "number" && t("home.players", { count: compact(total) })}
        </span>
        <Link
          href={address.replay(board.id)}
          className="icon-button no-print"
          aria-label={t("board.replay")}
        >
          <ReplayIcon />
        </Link>
        {actions}
      </div>
    </div>
  )
}
