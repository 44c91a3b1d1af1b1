import { describe, expect, it } from "vitest"

import { scaled, type Numeric } from "@/shared/format"

import text from "./demo-seasons.ndjson?raw"
import { Recording } from "./recording"
import { Standings, type Rules } from "./standings"

import type { BoardEvent } from "@/shared/api"

type Told = {
  leaderboard: string
  window: string
  season: number
  rules: Rules
  total: number
  /** Sequence, player, and each column's score. */
  events: [number, string, ...Numeric[]][]
  /** Rank, player, and each column's value, as the server gave them: the whole board. */
  entries: [number, string, ...Numeric[]][]
}

const AT = "2026-11-01T00:00:00Z"
// Seasons of the demo, as a server answered `events` and `entries` for them.
const seasons = text
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Told)

describe.each(seasons)("$leaderboard, $window $season, as the server told it", (season) => {
  const { rules, events, entries } = season
  const recording = new Recording(rules)
  recording.add(events.map((row) => eventOf(rules, row)))
  const expected = entries.map(([rank, player, ...scores]) => ({
    rank,
    player,
    values: scores.map((score, i) => scaled(score, rules.columns[i]?.decimals ?? 0)),
  }))

  it("has every event", () => {
    expect(recording.length).toBe(season.total)
  })

  it("ends with the server's ranks and values", () => {
    recording.seek(recording.length)
    const top = recording.top(50).map((row) => ({ ...row, player: idOf(recording, row.player) }))
    expect(top).toEqual(expected.slice(0, 50))
    expect(recording.players).toBe(expected.length)
  })

  it("has the server's rank and value for everyone, as those before are taken away", () => {
    const standings = new Standings(recording.tape, { ...rules, rank_method: "ordinal" })
    for (let index = 0; index < recording.length; index++) standings.apply(index)
    for (const { player, values } of expected) {
      const [first] = standings.top(1)
      expect([idOf(recording, first?.player ?? -1), first?.values]).toEqual([player, values])
      recording.tape.add(removalOf(player, recording.length))
      standings.apply(recording.length - 1)
    }
    expect(standings.count).toBe(0)
  })
})

function idOf(recording: Recording, player: number): string | undefined {
  return recording.tape.players[player]?.id
}

function eventOf({ columns }: Rules, row: Told["events"][number]): BoardEvent {
  const [sequence, player, ...values] = row
  const scores = Object.fromEntries(columns.map(({ name }, i) => [name, values[i] ?? 0]))
  return { sequence, player, achieved_at: AT, scores, display_name: null } as unknown as BoardEvent
}

function removalOf(player: string, index: number): BoardEvent {
  const sequence = 10 ** 9 + index
  return {
    sequence,
    player,
    achieved_at: AT,
    scores: null,
    display_name: null,
  } as unknown as BoardEvent
}
