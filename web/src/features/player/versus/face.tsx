import { Link } from "wouter"

import { group } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Avatar, MoveChip } from "@/shared/ui"

import type { Player, PlayerEntry } from "@/shared/api"
import type { Move } from "@/shared/live"

type Props = {
  player: Player
  entry: PlayerEntry | null | undefined
  move: Move | undefined
  /** A custom property: the tone of this side. */
  colour: string
  side: "left" | "right"
  isAhead: boolean
}

/** One of the two: name, and the rank where they meet. */
export function Face({ player, entry, move, colour, side, isAhead }: Props) {
  const t = useTranslate()
  const name = player.display_name || player.player
  const isRight = side === "right"
  return (
    <div
      className={`relative grid min-w-0 content-start gap-3 rounded-lg p-4 md:p-7 ${isRight ? "justify-items-end pl-7 text-right" : "justify-items-start pr-7"}`}
      style={{
        background: `linear-gradient(${isRight ? "to left" : "to right"}, color-mix(in oklab, var(${colour}) 20%, var(--panel)), var(--panel) 80%)`,
      }}
    >
      <Link
        href={address.player(player.player)}
        className={`flex max-w-full min-w-0 flex-col gap-3 hover:underline md:items-center ${isRight ? "items-end md:flex-row-reverse" : "items-start md:flex-row"}`}
      >
        <Avatar id={player.player} name={name} url={player.avatar_url} size={56} />
        <bdi
          dir="auto"
          className={`display line-clamp-2 max-w-full min-w-0 text-xl leading-snug! wrap-anywhere md:text-3xl ${isRight ? "text-right!" : "text-left!"}`}
        >
          {name}
        </bdi>
      </Link>
      {entry && (
        <p className={`flex items-baseline gap-3 ${isRight ? "flex-row-reverse" : ""}`}>
          <strong className="display text-5xl md:text-8xl">
            <span className="sr-only">
              {t("player.rank", { rank: entry.rank, total: entry.total })}
            </span>
            <span aria-hidden="true">
              <span className="mr-1 align-[0.42em] text-[0.5em] text-faint">#</span>
              {group(entry.rank)}
            </span>
          </strong>
          <MoveChip move={move} />
        </p>
      )}
      <p
        className="h-6 text-sm font-semibold"
        style={{ color: `var(${colour})` }}
        aria-hidden={!isAhead}
      >
        {isAhead && (
          <>
            <span aria-hidden="true">▲ </span>
            {t("versus.ahead")}
          </>
        )}
      </p>
    </div>
  )
}
