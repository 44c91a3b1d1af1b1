import { group, styleOf, type ScoreStyle } from "@/shared/format"
import { Avatar, Count, LeadFlash, MoveChip, Name, useGlide, useLeadChanges } from "@/shared/ui"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Move } from "@/shared/live"

const METALS = ["text-gold", "text-silver", "text-bronze"]

type Props = {
  board: Leaderboard
  entries: Entry[]
  moves: Record<string, Move>
  /** The height of a row in pixels. */
  rowHeight: number
}

/** The first few, each row gliding to its place. */
export function Leaders({ board, entries, moves, rowHeight }: Props) {
  const style = styleOf(board, board.columns[0])
  const leadChanges = useLeadChanges(entries[0]?.player)
  return (
    <ol aria-label={board.title} className="relative isolate">
      {entries.map((entry, index) => (
        <Row
          key={entry.player}
          entry={entry}
          index={index}
          style={style}
          rowHeight={rowHeight}
          move={moves[entry.player]}
          leadChanges={leadChanges}
        />
      ))}
    </ol>
  )
}

type RowProps = {
  entry: Entry
  index: number
  style: ScoreStyle
  rowHeight: number
  move: Move | undefined
  leadChanges: number
}

function Row({ entry, index, style, rowHeight, move, leadChanges }: RowProps) {
  const element = useGlide<HTMLLIElement>(index, rowHeight)
  return (
    <li
      ref={element}
      style={{ height: rowHeight, zIndex: move && move.to < move.from ? 1 : undefined }}
      className="relative flex items-center gap-3 border-t border-line bg-panel"
    >
      {index === 0 && <LeadFlash changes={leadChanges} />}
      <span
        className={`display w-[1.2em] shrink-0 text-right text-[1.25em] ${METALS[entry.rank - 1] ?? "text-soft"}`}
      >
        {group(entry.rank)}
      </span>
      <Avatar
        id={entry.player}
        name={entry.display_name}
        url={entry.avatar_url}
        size={Math.round(rowHeight * 0.6)}
      />
      <Name
        player={entry.player}
        name={entry.display_name}
        country={entry.country}
        className="grow font-medium"
      />
      <MoveChip move={move} />
      <Count score={entry.score} style={style} className="font-semibold whitespace-nowrap" />
    </li>
  )
}
