import { domMax, LazyMotion, MotionConfig } from "motion/react"
import * as m from "motion/react-m"
import { Link } from "wouter"

import { formatScore, group, stylesOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { address } from "@/shared/url"
import { Avatar, Count, LeadFlash, MoveChip, useLeadChanges } from "@/shared/ui"

import { PodiumBones } from "./board-bones"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Live, Move } from "@/shared/live"
import type { Rows } from "./use-rows"

const STEPS = 3
const SPRING = { type: "spring", stiffness: 260, damping: 24 } as const
/** By place: where it stands, how high, and its metal. */
const LOOKS = [
  {
    order: "order-2",
    step: "h-28 md:h-40",
    size: "text-6xl md:text-8xl",
    metal: "gold",
    avatar: 72,
  },
  {
    order: "order-1",
    step: "h-20 md:h-28",
    size: "text-5xl md:text-7xl",
    metal: "silver",
    avatar: 56,
  },
  {
    order: "order-3",
    step: "h-16 md:h-20",
    size: "text-4xl md:text-6xl",
    metal: "bronze",
    avatar: 56,
  },
] as const

type Props = { board: Leaderboard; rows: Rows; live: Live; you: string | null }

/** The first three. Who changes places walks over to the other step. */
export function Podium({ board, rows, live, you }: Props) {
  const t = useTranslate()
  const first = Array.from({ length: STEPS }, (_, index) => rows.at(index))
  const entries = first.filter((entry) => entry !== undefined)
  const leadChanges = useLeadChanges(entries[0]?.player)
  if (rows.total === null || (entries.length === 0 && rows.total > 0)) return <PodiumBones />
  return (
    <LazyMotion features={domMax} strict>
      <MotionConfig reducedMotion="user" transition={SPRING}>
        <ol
          aria-label={t("board.podium")}
          className="grid grid-cols-3 items-end gap-2 pb-6 md:gap-4"
        >
          {entries.map((entry, index) => (
            <m.li
              layout="position"
              key={entry.player}
              className={`min-w-0 ${entries.length === 1 ? "col-start-2" : LOOKS[index]?.order}`}
            >
              <Step
                board={board}
                entry={entry}
                place={index}
                isYou={entry.player === you}
                move={live.board?.moves[entry.player]}
                leadChanges={leadChanges}
              />
            </m.li>
          ))}
        </ol>
      </MotionConfig>
    </LazyMotion>
  )
}

type StepProps = {
  board: Leaderboard
  entry: Entry
  place: number
  isYou: boolean
  move: Move | undefined
  leadChanges: number
}

function Step({ board, entry, place, isYou, move, leadChanges }: StepProps) {
  const t = useTranslate()
  // Those who are level stand on steps of the same height, and of the same metal.
  const look = LOOKS[Math.min(entry.rank, STEPS) - 1] ?? LOOKS[2]
  const [style, ...others] = stylesOf(board)
  const name = entry.display_name || entry.player
  return (
    <Link
      href={address.player(entry.player)}
      aria-label={t("row.open", { name })}
      className="group grid grid-cols-1 justify-items-center gap-1.5 text-center"
    >
      <span className="relative">
        <Avatar
          id={entry.player}
          name={entry.display_name}
          url={entry.avatar_url}
          size={look.avatar}
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
          className={`display max-w-full ${sizeOf(formatScore(entry.score, style))}`}
        />
      )}
      <span className="hidden flex-wrap justify-center gap-x-3 sm:flex">
        {others.map((other, index) => {
          const column = board.columns[index + 1]
          if (!column) return null
          return (
            <span key={column.name} className="label">
              <Count score={entry.scores[column.name] ?? 0} style={other} className="text-soft" />{" "}
              {column.name}
            </span>
          )
        })}
      </span>
      <span
        className={`relative mt-1 grid w-full place-items-start justify-items-center overflow-hidden rounded-t-lg border-t-2 pt-2 ${look.step}`}
        style={{
          borderColor: `var(--${look.metal}-metal)`,
          background: `linear-gradient(color-mix(in oklab, var(--${look.metal}-metal) 24%, var(--panel)), color-mix(in oklab, var(--${look.metal}-metal) 3%, var(--ink)))`,
        }}
      >
        {place === 0 && <LeadFlash changes={leadChanges} />}
        <span
          className={`display leading-none ${look.size}`}
          style={{ color: `var(--${look.metal})` }}
        >
          {group(entry.rank)}
        </span>
      </span>
    </Link>
  )
}

/** A score of many digits is set smaller, so that it fits on a phone. */
function sizeOf(text: string): string {
  if (text.length <= 10) return "text-lg md:text-2xl"
  return text.length <= 16 ? "text-sm md:text-xl" : "text-[0.62rem] sm:text-sm md:text-lg"
}
