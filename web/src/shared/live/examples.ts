import type { Change, LiveEntry, Snapshot } from "./messages"

/** Entries for tests: `entry("ann", 1, 90)` stands first with 90 points. */
export function entry(player: string, position: number, score: number, rank = position): LiveEntry {
  return {
    player,
    position,
    rank,
    display_name: null,
    avatar_url: null,
    country: null,
    score,
    scores: { score },
    achieved_at: "2026-11-26T00:00:00Z",
    events: 1,
    percentile: 100,
    tier: null,
  }
}

/** A snapshot of the all-time season with these entries. */
export function snapshot(version: number, entries: LiveEntry[], rest: Partial<Snapshot> = {}) {
  return {
    type: "snapshot",
    version,
    leaderboard: "race",
    window: "all-time",
    season: 1,
    total: entries.length,
    entries,
    players: [],
    ...rest,
  } satisfies Snapshot
}

/** A change that these entries make. */
export function change(version: number, entries: LiveEntry[], rest: Partial<Change> = {}) {
  return {
    type: "change",
    version,
    total: 3,
    entries,
    left: [],
    players: [],
    ...rest,
  } satisfies Change
}
