import { formatGap, scaled, type ScoreStyle } from "@/shared/format"

import type { Entry } from "@/shared/api"

/**
 * What stands between an entry and the leader in the first column: `−340`, `+0.118`.
 *
 * Nothing for the leader, and `=` where the column is equal: another one, or the instant,
 * decides there. Exact to 64 bits.
 */
export function gapToLeader(entry: Entry, leader: Entry | undefined, style: ScoreStyle): string {
  if (leader === undefined || leader.player === entry.player) return ""
  const gap = scaled(entry.score, style.decimals) - scaled(leader.score, style.decimals)
  return gap === 0n ? "=" : formatGap(gap, style)
}
