import { formatScaled, styleOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import { climbOf, tierColour, tierLabel, type Climb } from "../tier"

import type { Leaderboard, PlayerEntry } from "@/shared/api"

const RADIUS = 52
const ROUND = 2 * Math.PI * RADIUS

type Props = { board: Leaderboard; entry: PlayerEntry }

/** The tier, in a ring that fills on the way to the next one. */
export function TierRing({ board, entry }: Props) {
  const t = useTranslate()
  const climb = climbOf(board, entry)
  const colour = tierColour(board, climb.tier)
  const percent = `${Math.floor(climb.done * 100)}\u202f%`
  return (
    <div className="flex items-center gap-5 md:flex-col md:gap-3 md:text-center">
      <svg viewBox="0 0 120 120" className="w-24 shrink-0 md:w-36" aria-hidden="true">
        <circle cx="60" cy="60" r={RADIUS} fill="none" stroke="var(--raised)" strokeWidth="9" />
        <circle
          cx="60"
          cy="60"
          r={RADIUS}
          fill="none"
          stroke={colour}
          strokeWidth="9"
          strokeLinecap="round"
          strokeDasharray={ROUND}
          strokeDashoffset={ROUND * (1 - climb.done)}
          transform="rotate(-90 60 60)"
          className="transition-[stroke-dashoffset] duration-700 ease-out motion-reduce:transition-none"
        />
        <text
          x="60"
          y="60"
          textAnchor="middle"
          dominantBaseline="central"
          fill={colour}
          className="display text-[28px]"
        >
          {percent}
        </text>
      </svg>
      <div className="min-w-0">
        {climb.tier !== null && (
          <strong
            className="display inline-block rounded-full px-3 py-1 text-base"
            style={{
              color: colour,
              background: `color-mix(in oklab, ${colour} 14%, var(--panel))`,
            }}
          >
            {tierLabel(climb.tier)}
          </strong>
        )}
        <p className="mt-1 text-sm text-soft">
          <Way board={board} climb={climb} percent={percent} />
          {climb.next !== null && (
            <span className="sr-only">
              {". "}
              {t("tier.progress", { percent, tier: tierLabel(climb.next) })}
            </span>
          )}
        </p>
      </div>
    </div>
  )
}

type WayProps = { board: Leaderboard; climb: Climb; percent: string }

function Way({ board, climb, percent }: WayProps) {
  const t = useTranslate()
  if (climb.next === null)
    return board.tiers.length > 0 ? t("tier.best") : t("tier.above", { percent })
  const tier = tierLabel(climb.next)
  if (climb.places !== null) return t("tier.places", { count: climb.places, tier })
  const gap = formatScaled(climb.gap ?? 0n, styleOf(board, board.columns[0]))
  return t("tier.gap", { gap, tier })
}
