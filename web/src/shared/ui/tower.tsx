import { formatScaled, group, scaled, styleOf, type ScoreStyle } from "@/shared/format"

import { Avatar } from "./avatar"
import { Count } from "./count"
import { LeadFlash, useLeadChanges } from "./gold-flash"
import { MoveChip } from "./move-chip"
import { Name } from "./name"
import { useGlide } from "./use-glide"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Move } from "@/shared/live"

const METALS = ["text-gold", "text-silver", "text-bronze"]

type Props = {
  board: Leaderboard
  entries: Entry[]
  moves?: Record<string, Move> | undefined
  /** The height of a row in pixels. */
  rowHeight?: number
  /** Show what is missing to the leader, as a timing tower does. */
  gaps?: boolean
  label: string
}

/** A timing tower: the first few, each row gliding to its place. For cards, overlay, embed. */
export function Tower({ board, entries, moves, rowHeight = 44, gaps = false, label }: Props) {
  const style = styleOf(board, board.columns[0])
  const leader = entries[0]
  const leadChanges = useLeadChanges(leader?.player)
  return (
    <ol aria-label={label} className="relative isolate">
      {entries.map((entry, index) => (
        <TowerRow
          key={entry.player}
          entry={entry}
          index={index}
          style={style}
          rowHeight={rowHeight}
          move={moves?.[entry.player]}
          leadChanges={leadChanges}
          behind={gaps && index > 0 ? leader : undefined}
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
  behind: Entry | undefined
}

function TowerRow({ entry, index, style, rowHeight, move, behind, leadChanges }: RowProps) {
  const element = useGlide<HTMLLIElement>(index, rowHeight)
  return (
    <li
      ref={element}
      style={{ height: rowHeight, zIndex: move && move.to < move.from ? 1 : undefined }}
      className="relative flex items-center gap-3 border-t border-line bg-(--tower,var(--panel)) px-(--tower-x,0px)"
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
      {behind ? (
        <span className="font-semibold whitespace-nowrap">{gapTo(behind, entry, style)}</span>
      ) : (
        <Count score={entry.score} style={style} className="font-semibold whitespace-nowrap" />
      )}
    </li>
  )
}

function gapTo(leader: Entry, entry: Entry, style: ScoreStyle): string {
  const gap = scaled(entry.score, style.decimals) - scaled(leader.score, style.decimals)
  const size = formatScaled(gap < 0n ? -gap : gap, style)
  return gap < 0n ? `\u2212${size}` : `+${size}`
}
