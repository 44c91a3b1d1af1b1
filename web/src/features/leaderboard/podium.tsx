import { domMax, LazyMotion, MotionConfig } from "motion/react"
import * as m from "motion/react-m"
import { memo } from "react"

import { group } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { LeadFlash, useLeadChanges } from "@/shared/ui"

import { PodiumBones } from "./board-bones"
import { PodiumPerson } from "./podium-person"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Live, Move } from "@/shared/live"
import type { Rows } from "./use-rows"

const PLACES = 3
const SPRING = { type: "spring", stiffness: 260, damping: 26 } as const
/** By place: where it stands. */
const COLUMNS = ["col-start-2", "col-start-1", "col-start-3"]
/** By rank: how high the step is, how large its figure, and its metal. */
const STEPS = [
  { height: "h-22 md:h-40", lift: "pb-22 md:pb-40", size: "text-6xl md:text-8xl", metal: "gold" },
  { height: "h-16 md:h-28", lift: "pb-16 md:pb-28", size: "text-5xl md:text-7xl", metal: "silver" },
  { height: "h-12 md:h-20", lift: "pb-12 md:pb-20", size: "text-4xl md:text-6xl", metal: "bronze" },
] as const
const LAST_STEP = STEPS[2]

/** Those who are level stand on steps of the same height, and of the same metal. */
const stepOf = (rank: number) => STEPS[Math.min(rank, PLACES) - 1] ?? LAST_STEP

type Props = { board: Leaderboard; rows: Rows; live: Live; you: string | null }

/** The first three. Steps stay where they are; who changes places walks over. */
export function Podium({ board, rows, live, you }: Props) {
  const [first, second, third] = [rows.at(0), rows.at(1), rows.at(2)]
  const leadChanges = useLeadChanges(first?.player)
  if (rows.total === null || (!first && rows.total > 0)) return <PodiumBones />
  const moveOf = (entry: Entry | undefined) => entry && live.board?.moves[entry.player]
  return (
    <Places
      board={board}
      first={first}
      second={second}
      third={third}
      firstMove={moveOf(first)}
      secondMove={moveOf(second)}
      thirdMove={moveOf(third)}
      you={you}
      leadChanges={leadChanges}
    />
  )
}

type PlacesProps = {
  board: Leaderboard
  first: Entry | undefined
  second: Entry | undefined
  third: Entry | undefined
  firstMove: Move | undefined
  secondMove: Move | undefined
  thirdMove: Move | undefined
  you: string | null
  leadChanges: number
}

/** Drawn, and measured for the walk, only when one of the three has changed. */
const Places = memo(function Places({ board, you, leadChanges, ...all }: PlacesProps) {
  const t = useTranslate()
  const moves = [all.firstMove, all.secondMove, all.thirdMove]
  const entries = [all.first, all.second, all.third].filter((entry) => entry !== undefined)
  return (
    <LazyMotion features={domMax} strict>
      <MotionConfig reducedMotion="user" transition={SPRING}>
        <div className="grid grid-cols-3 grid-rows-1 items-end gap-x-2 pb-3 sm:pb-6 md:gap-x-4">
          {entries.map((entry, place) => (
            <Step key={place} rank={entry.rank} place={place} leadChanges={leadChanges} />
          ))}
          <ol aria-label={t("board.podium")} className="contents">
            {entries.map((entry, place) => (
              <m.li
                layout="position"
                key={entry.player}
                className={`row-start-1 min-w-0 ${COLUMNS[place] ?? ""} ${stepOf(entry.rank).lift}`}
              >
                <PodiumPerson
                  board={board}
                  entry={entry}
                  isFirst={place === 0}
                  isYou={entry.player === you}
                  move={moves[place]}
                />
              </m.li>
            ))}
          </ol>
        </div>
      </MotionConfig>
    </LazyMotion>
  )
})

function Step({ rank, place, leadChanges }: { rank: number; place: number; leadChanges: number }) {
  const { height, size, metal } = stepOf(rank)
  const shade = (percent: number, ground: string) =>
    `color-mix(in oklab, var(--${metal}-metal) ${String(percent)}%, var(--${ground}))`
  return (
    <div
      aria-hidden="true"
      className={`relative row-start-1 grid place-items-start justify-items-center overflow-hidden rounded-t-lg border-t-2 pt-2 ${COLUMNS[place] ?? ""} ${height}`}
      style={{
        borderColor: `var(--${metal}-metal)`,
        background: `linear-gradient(${shade(24, "panel")}, ${shade(3, "ink")})`,
      }}
    >
      {place === 0 && <LeadFlash changes={leadChanges} />}
      <span className={`display leading-none ${size}`} style={{ color: `var(--${metal})` }}>
        {group(rank)}
      </span>
    </div>
  )
}
