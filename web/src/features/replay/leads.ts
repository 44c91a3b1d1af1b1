import { upperBound } from "./fold/tape"

import type { Recording } from "./fold/recording"
import type { Timeline } from "./fold/timeline"

/** A stretch of the way with one leader, from and to a place; `player` is the tape's number. */
type Reign = { player: number; from: number; to: number }

/** Stretches shorter than this share of the way are not seen. */
const SEEN = 1 / 400

/** Who led when, as stretches of the way; what is not known yet has none. */
export function reignsOf(recording: Recording, timeline: Timeline, end: number): Reign[] {
  const reigns: Reign[] = []
  for (const [index, lead] of recording.leads.entries()) {
    const next = recording.leads[index + 1]
    const to = next ? timeline.place(next.index - 1) : end
    const from = timeline.place(lead.index - 1)
    const last = reigns.at(-1)
    if (lead.player < 0) continue
    if (last && (last.player === lead.player || to - from < SEEN) && last.to >= from - SEEN)
      last.to = to
    else reigns.push({ player: lead.player, from, to })
  }
  return reigns
}

/** The place of the change of lead before (-1) or after (1) a place; null where there is none. */
export function leadChange(
  recording: Recording,
  timeline: Timeline,
  place: number,
  direction: -1 | 1,
): number | null {
  const places = recording.leads.map(({ index }) => timeline.place(index - 1))
  if (direction > 0) return places[upperBound(places, places.length, place)] ?? null
  // A little before the present place, so that two presses go back twice while it plays.
  return places.findLast((one) => one < place - SEEN) ?? null
}

/** Who leads after `index` events: the tape's number, -1 where nobody does. */
export function leaderAt(recording: Recording, index: number): number {
  const starts = recording.leads.map((lead) => lead.index)
  return recording.leads[upperBound(starts, starts.length, index) - 1]?.player ?? -1
}
