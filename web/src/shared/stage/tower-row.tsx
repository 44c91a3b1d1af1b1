import { useState } from "react"

import { group, type ScoreStyle } from "@/shared/format"
import { Count, MoveChip, Name, toneOf, useGlide } from "@/shared/ui"

import type { LiveEntry, Move } from "@/shared/live"
import type { ShownRow } from "./shown-rows"

/** The height of a line in pixels, as `tower.css` has it too. */
export const ROW = 40
const METALS = ["gold", "silver", "bronze"]

type Props = {
  entry: LiveEntry
  line: number
  state: ShownRow["state"]
  style: ScoreStyle
  gap: string
  move: Move | undefined
  isFollowed: boolean
}

/** One line: rank, the player's own tone, name, who gained, score, gap. */
export function TowerRow({ entry, line, state, style, gap, move, isFollowed }: Props) {
  const element = useGlide<HTMLLIElement>(line, ROW)
  // Kept as it was at first: a change on the way in must not cut the way short.
  const [comesIn] = useState(state === "new")
  return (
    <li
      ref={element}
      aria-current={isFollowed || undefined}
      aria-hidden={state === "leaves" || undefined}
      data-comes-in={comesIn || undefined}
      className="tower-row"
      style={
        {
          top: line * ROW,
          height: ROW,
          zIndex: zIndexOf(state, move),
          "--line": line,
        } as object
      }
    >
      <span className="tower-rank display" data-metal={METALS[entry.rank - 1]}>
        {group(entry.rank)}
      </span>
      <span
        aria-hidden="true"
        className="tower-tone"
        style={{ background: `var(--tone-${toneOf(entry.player)})` }}
      />
      <Name player={entry.player} name={entry.display_name} className="tower-name" />
      <span className="tower-move">
        <MoveChip move={move} />
      </span>
      <Count score={entry.score} style={style} className="tower-score" />
      <span className="tower-gap">{gap}</span>
    </li>
  )
}

/** Who gains passes in front, who has fallen out behind. */
function zIndexOf(state: ShownRow["state"], move: Move | undefined): number {
  if (state === "leaves") return 0
  return move && move.to < move.from ? 2 : 1
}
