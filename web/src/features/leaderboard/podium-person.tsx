import { Link } from "wouter"

import { columnLabel, formatScore, stylesOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Avatar, Count, MoveChip } from "@/shared/ui"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Move } from "@/shared/live"

const LARGE = 72
const SMALL = 56

type Props = {
  board: Leaderboard
  entry: Entry
  isFirst: boolean
  isYou: boolean
  move: Move | undefined
}

/** One of the first three: picture, name, score; the further columns where there is room. */
export function PodiumPerson({ board, entry, isFirst, isYou, move }: Props) {
  const t = useTranslate()
  const [style, ...others] = stylesOf(board)
  const name = entry.display_name || entry.player
  return (
    <Link
      href={address.player(entry.player)}
      className="group relative grid grid-cols-1 justify-items-center gap-1.5 rounded-lg pb-3 text-center"
    >
      <span className="sr-only">{t("you.rank", { rank: entry.rank })}</span>
      <span className="relative">
        <Avatar
          id={entry.player}
          name={entry.display_name}
          url={entry.avatar_url}
          size={isFirst ? LARGE : SMALL}
        />
        <span className="absolute -right-3 -bottom-1">
          <MoveChip move={move} />
        </span>
      </span>
      <bdi
        dir="auto"
        className={`name max-w-full text-center! text-sm font-semibold group-hover:underline md:text-base ${isYou ? "text-accent" : ""}`}
      >
        {name}
      </bdi>
      {style && (
        <Count
          score={entry.score}
          style={style}
          breaks={isLong(formatScore(entry.score, style))}
          className={`display max-w-full ${sizeOf(formatScore(entry.score, style))}`}
        />
      )}
      {others.length > 0 && (
        <span className="hidden flex-wrap justify-center gap-x-3 sm:flex">
          {others.map((other, index) => {
            const column = board.columns[index + 1]?.name ?? ""
            return (
              <span key={column} className="label">
                {columnLabel(column)}{" "}
                <Count score={entry.scores[column] ?? 0} style={other} className="text-soft" />
              </span>
            )
          })}
        </span>
      )}
    </Link>
  )
}

/** Longer than the widest step of a phone: it takes two lines. */
const isLong = (text: string) => text.length > 16

/** A score of many digits is set smaller, so that it fits on a phone. */
function sizeOf(text: string): string {
  if (text.length <= 10) return "text-lg md:text-2xl"
  return isLong(text) ? "text-sm leading-tight md:text-lg" : "text-sm md:text-xl"
}
