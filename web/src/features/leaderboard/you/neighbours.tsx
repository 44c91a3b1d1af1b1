import { formatScore, group, styleOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Name, useGlide } from "@/shared/ui"

import type { Entry, Leaderboard } from "@/shared/api"
import type { You } from "./use-you"

const ROW = 32

type Props = { board: Leaderboard; you: You; onJump: () => void }

/** Who stands just above and just below you. */
export function Neighbours({ board, you, onJump }: Props) {
  const t = useTranslate()
  return (
    <>
      <ol className="mt-4 hidden border-t border-line pt-2 lg:block" aria-label={t("you.title")}>
        {you.around.map((entry, index) => (
          <Neighbour
            key={entry.player}
            board={board}
            entry={entry}
            index={index}
            isYou={entry.player === you.id}
          />
        ))}
      </ol>
      <button type="button" className="link mt-3 text-sm" onClick={onJump}>
        {t("you.jump")}
      </button>
    </>
  )
}

type RowProps = { board: Leaderboard; entry: Entry; index: number; isYou: boolean }

function Neighbour({ board, entry, index, isYou }: RowProps) {
  const element = useGlide<HTMLLIElement>(index, ROW)
  return (
    <li
      ref={element}
      aria-current={isYou || undefined}
      style={{ height: ROW }}
      className={`flex items-center gap-3 text-sm ${isYou ? "font-semibold text-accent" : "text-soft"}`}
    >
      <span className="min-w-8 text-right">{group(entry.rank)}</span>
      <Name player={entry.player} name={entry.display_name} className="grow" />
      <span className="whitespace-nowrap">
        {formatScore(entry.score, styleOf(board, board.columns[0]))}
      </span>
    </li>
  )
}
