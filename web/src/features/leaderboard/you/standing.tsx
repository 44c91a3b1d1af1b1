import { formatAmount, group, topPercent } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { MoveChip } from "@/shared/ui"

import { missingBetween, type Missing } from "./missing"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Move } from "@/shared/live"
import type { You } from "./use-you"

const FEW = 20

type Props = { board: Leaderboard; you: You; entry: Entry; move: Move | undefined }

/** The rank, large, and the sentence that says what is missing to the next one. */
export function Standing({ board, you, entry, move }: Props) {
  const t = useTranslate()
  return (
    <>
      <p className="mt-1 flex items-baseline gap-3">
        <strong className="display text-5xl">
          <span className="sr-only">{t("you.rank", { rank: entry.rank })}</span>
          <span aria-hidden="true">
            <span className="text-faint">#</span>
            {group(entry.rank)}
          </span>
        </strong>
        <MoveChip move={move} />
        {you.total > FEW && (
          <span className="ml-auto text-sm text-soft">
            {t("you.top", { percent: topPercent(entry.rank, you.total) })}
          </span>
        )}
      </p>
      <p className="mt-1 text-sm text-soft">
        <Way board={board} you={you} entry={entry} />
      </p>
    </>
  )
}

function Way({ board, you, entry }: Omit<Props, "move">) {
  const t = useTranslate()
  const index = you.around.findIndex(({ player }) => player === you.id)
  const shown = ({ column, gap }: Missing) => formatAmount(gap, board, column)
  const better = you.around.slice(0, Math.max(0, index)).findLast(({ rank }) => rank < entry.rank)
  const gap = better && missingBetween(entry, better, board.columns)
  if (better && gap) return t("you.missing", { gap: shown(gap), rank: `#${group(better.rank)}` })
  const next = you.around[index - 1]
  if (next) return t("you.tied", { name: nameOf(next) })
  const below = you.around[index + 1]
  const lead = below && missingBetween(entry, below, board.columns)
  if (below && lead) return t("you.leading", { gap: shown(lead), name: nameOf(below) })
  return entry.rank === 1 ? t("you.leading.alone") : null
}

/** A name that keeps its direction inside a sentence. */
function nameOf(entry: Entry): string {
  return `\u2068${entry.display_name || entry.player}\u2069`
}
