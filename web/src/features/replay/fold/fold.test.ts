import { describe, expect, it } from "vitest"

import { scaled } from "@/shared/format"

import { Recording } from "./recording"
import { Standings, type Rules } from "./standings"

import type { BoardEvent, Column } from "@/shared/api"

type Row = { player: string; rank: number; values: bigint[] }

const POINTS: Column = { name: "points", order: "descending", decimals: 1 }
const LAPS: Column = { name: "laps", order: "ascending", decimals: 0 }
const rules = (changes: Partial<Rules> = {}): Rules => ({
  operator: "best",
  rank_method: "competition",
  columns: [POINTS],
  ...changes,
})

function event(sequence: number, player: string, score: number | string | null, laps = 0) {
  const at = new Date(Date.UTC(2026, 0, 1) + sequence * 60_000).toISOString()
  return {
    sequence,
    player,
    display_name: null,
    score,
    scores: score === null ? null : { points: score, laps },
    kind: score === null ? "removal" : "score",
    received_at: at,
    played_at: null,
    achieved_at: at,
  } as BoardEvent
}

function rows(recording: Recording, count = 50): Row[] {
  return recording
    .top(count)
    .map(({ player, ...rest }) => ({ player: recording.tape.players[player]?.id ?? "", ...rest }))
}

/** Who stands where, as `rank:player`. */
function told(recording: Recording): string {
  recording.seek(recording.length)
  return rows(recording)
    .map(({ rank, player }) => `${rank}:${player}`)
    .join(" ")
}

function recorded(given: Rules, events: BoardEvent[]): Recording {
  const recording = new Recording(given)
  recording.add(events)
  return recording
}

describe("the fold of a season", () => {
  it("keeps the best score, and who got there first stays ahead", () => {
    const played = [
      event(1, "ann", 20),
      event(2, "bob", 30),
      event(3, "ann", 30),
      event(4, "ann", 9),
    ]
    expect(told(recorded(rules(), played))).toBe("1:bob 1:ann")
  })

  it("takes the latest score, also a worse one", () => {
    const played = [event(1, "ann", 50), event(2, "bob", 30), event(3, "ann", 10)]
    expect(told(recorded(rules({ operator: "latest" }), played))).toBe("1:bob 2:ann")
  })

  it("sums exactly, beyond what a double holds", () => {
    const recording = recorded(rules({ operator: "sum" }), [
      event(1, "ann", "900719925474099.3"),
      event(2, "ann", 0.2),
      event(3, "bob", "900719925474099.4"),
    ])
    expect(told(recording)).toBe("1:ann 2:bob")
    expect(recording.top(1)[0]?.values).toEqual([9007199254740995n])
  })

  it("begins an entry with a score of 0, and adding 0 does not make it later", () => {
    const played = [event(1, "ann", 0), event(2, "bob", 0), event(3, "ann", 0)]
    expect(told(recorded(rules({ operator: "sum" }), played))).toBe("1:ann 1:bob")
  })

  it("puts the smaller first in an ascending column, after the columns before it", () => {
    const columns = [POINTS, LAPS]
    const played = [event(1, "ann", 5, 9), event(2, "bob", 5, 7), event(3, "cid", 6, 99)]
    expect(told(recorded(rules({ columns }), played))).toBe("1:cid 2:bob 3:ann")
  })

  it.each([
    ["competition", "1:ann 2:bob 2:cid 4:dan"],
    ["dense", "1:ann 2:bob 2:cid 3:dan"],
    ["ordinal", "1:ann 2:bob 3:cid 4:dan"],
  ])("numbers equal entries by the %s method", (rank_method, expected) => {
    const played = [event(1, "ann", 9), event(2, "bob", 5), event(3, "cid", 5), event(4, "dan", 1)]
    expect(told(recorded(rules({ rank_method }), played))).toBe(expected)
  })

  it("takes a removed entry out, and lets the player begin anew", () => {
    const played = [event(1, "ann", 9), event(2, "bob", 5), event(3, "ann", null)]
    expect(told(recorded(rules({ operator: "sum" }), played))).toBe("1:bob")
    const again = [...played, event(4, "ann", 2)]
    expect(told(recorded(rules({ operator: "sum" }), again))).toBe("1:bob 2:ann")
  })

  it("tells who led from when on", () => {
    const played = [
      event(1, "ann", 1),
      event(2, "bob", 2),
      event(3, "cid", 1),
      event(4, "bob", null),
    ]
    expect(recorded(rules(), played).leads.map(({ index, player }) => [index, player])).toEqual([
      [1, 0],
      [2, 1],
      [4, 0],
    ])
  })
})

describe("against a plain fold", () => {
  it.each(["best", "latest", "sum"])("%s: any instant, in any order of jumps", (operator) => {
    const random = seeded(operator.length)
    const columns = [POINTS, LAPS]
    const played = Array.from({ length: 9000 }, (_, index) => {
      const score = random() < 0.02 ? null : Math.floor(random() * 400 - 100) / 10
      return event(
        index + 1,
        `p${Math.floor(random() ** 2 * 300)}`,
        score,
        Math.floor(random() * 3),
      )
    })
    const given = rules({ operator, columns, rank_method: "dense" })
    const recording = new Recording(given)
    for (let from = 0; from < played.length; from += 1000)
      recording.add(played.slice(from, from + 1000))
    for (let jump = 0; jump < 25; jump++) {
      const index = Math.floor(random() * (played.length + 1))
      recording.seek(index)
      const expected = plain(given, played.slice(0, index))
      expect(rows(recording, 12)).toEqual(expected.slice(0, 12))
      expect(recording.players).toBe(expected.length)
    }
  })

  it("holds its invariants after every event", () => {
    const random = seeded(7)
    const recording = recorded(
      rules({ operator: "latest" }),
      Array.from({ length: 3000 }, (_, index) =>
        event(
          index + 1,
          `p${Math.floor(random() * 90)}`,
          random() < 0.1 ? null : Math.floor(random() * 50),
        ),
      ),
    )
    const standings = new Standings(recording.tape, recording.rules)
    for (let index = 0; index < recording.length; index++) {
      standings.apply(index)
      standings.check()
    }
  })
})

/** The same by sorting everything: slow, and easy to believe. */
function plain({ operator, columns }: Rules, played: BoardEvent[]): Row[] {
  const entries = new Map<string, { values: bigint[]; sequence: number }>()
  const compare = (a: bigint[], b: bigint[]) => {
    for (const [i, { order }] of columns.entries()) {
      const [x, y] = [a[i] ?? 0n, b[i] ?? 0n]
      if (x !== y) return x > y === (order === "descending") ? -1 : 1
    }
    return 0
  }
  for (const { player, scores, sequence } of played) {
    if (scores === null) {
      entries.delete(player)
      continue
    }
    const values = columns.map(({ name, decimals }) => scaled(scores[name] ?? 0, decimals))
    const standing = entries.get(player)?.values
    const after = standing === undefined ? values : applied(operator, standing, values, compare)
    if (standing === undefined || compare(standing, after) !== 0)
      entries.set(player, { values: after, sequence })
  }
  const sorted = [...entries].toSorted(
    ([, a], [, b]) => compare(a.values, b.values) || a.sequence - b.sequence,
  )
  let rank = 0
  return sorted.map(([player, { values }], index) => {
    const before = sorted[index - 1]?.[1].values
    if (before === undefined || compare(before, values) !== 0) rank++
    return { player, rank, values }
  })
}

function applied(
  operator: string,
  standing: bigint[],
  score: bigint[],
  compare: (a: bigint[], b: bigint[]) => number,
): bigint[] {
  if (operator === "sum") return standing.map((value, i) => value + (score[i] ?? 0n))
  if (operator === "best") return compare(score, standing) < 0 ? score : standing
  return score
}

function seeded(seed: number): () => number {
  let state = seed * 2654435761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}
