import { group, iconOf, styleOf, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Count } from "@/shared/ui"

import { tierColour, tierLabel } from "./tier"

import type { PlayerEntry } from "@/shared/api"
import type { OnBoard } from "./grouped"

type Props = { boards: OnBoard[]; chosen: PlayerEntry; onChoose: (entry: PlayerEntry) => void }

/** Where the player stands, on every leaderboard and in each of its windows. */
export function Boards({ boards, chosen, onChoose }: Props) {
  const t = useTranslate()
  return (
    <section aria-labelledby="boards-title">
      <h2 id="boards-title" className="label px-3 pb-2">
        {t("player.boards")}
      </h2>
      <ul className="grid gap-1">
        {boards.map(({ board, entries }) => (
          <li key={board.id}>
            <p
              className="flex items-baseline gap-2 px-3 pt-3 pb-1 text-sm font-semibold"
              dir="auto"
            >
              {iconOf(board) && <span aria-hidden="true">{iconOf(board)}</span>}
              <span className="min-w-0 truncate">{board.title}</span>
            </p>
            <ul>
              {entries.map((entry) => (
                <Row
                  key={entry.window}
                  row={{ board, entry }}
                  isChosen={
                    entry.leaderboard === chosen.leaderboard && entry.window === chosen.window
                  }
                  onChoose={() => onChoose(entry)}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

type RowProps = {
  row: { board: OnBoard["board"]; entry: PlayerEntry }
  isChosen: boolean
  onChoose: () => void
}

function Row({ row: { board, entry }, isChosen, onChoose }: RowProps) {
  const t = useTranslate()
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        onClick={onChoose}
        className="grid min-h-10 w-full grid-cols-[minmax(2.5rem,1fr)_auto_minmax(3.5rem,auto)] items-center gap-x-3 rounded-md px-3 py-1.5 text-left hover:bg-panel aria-pressed:bg-raised"
      >
        <span className="flex min-w-0 items-baseline gap-2 text-sm text-soft">
          <span className="truncate">{windowLabel(entry.window, t)}</span>
          {entry.tier !== null && (
            <span
              className="truncate text-xs font-semibold"
              style={{ color: tierColour(board, entry.tier) }}
            >
              {tierLabel(entry.tier)}
            </span>
          )}
        </span>
        <Count
          score={entry.score}
          style={styleOf(board, board.columns[0])}
          className="text-right text-sm text-soft"
        />
        <span className="display text-right text-xl">
          <span className="text-faint">#</span>
          {group(entry.rank)}
        </span>
      </button>
    </li>
  )
}
