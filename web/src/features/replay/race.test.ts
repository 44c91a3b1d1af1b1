import { beforeEach, describe, expect, it } from "vitest"

import { Recording } from "./fold/recording"
import { Timeline } from "./fold/timeline"
import { Race } from "./race"

import type { BoardEvent } from "@/shared/api"

const START = Date.UTC(2026, 0, 1)
let race: Race

beforeEach(() => {
  race = raceOf(20, 20)
})

function raceOf(come: number, total: number): Race {
  const recording = new Recording({
    operator: "sum",
    rank_method: "competition",
    columns: [{ name: "score", order: "descending", decimals: 0 }],
  })
  recording.add(
    Array.from({ length: come }, (_, index) => ({
      sequence: 100 + index,
      player: `p${index % 4}`,
      display_name: null,
      scores: { score: 1 },
      achieved_at: new Date(START + index * 1000).toISOString(),
    })) as unknown as BoardEvent[],
  )
  const timeline = new Timeline(recording.tape, {
    first: START,
    last: START + (total - 1) * 1000,
    total,
  })
  timeline.extend()
  return new Race(recording, timeline, 10, come === total)
}

function play(seconds: number, still = false): void {
  for (let frame = 0; frame < seconds * 60; frame++) race.frame(1 / 60, still)
}

describe("a race", () => {
  it("stands still until it is played", () => {
    play(1)
    expect(race.place).toBe(0)
  })

  it("ends with all events, and begins anew when played again", () => {
    race.speed = 16
    race.play()
    play(2)
    expect([race.isOver, race.isPlaying, race.sequence]).toEqual([true, false, 119])
    race.play()
    play(0.05)
    expect(race.place).toBeLessThan(0.2)
  })

  it("goes twice as far at twice the speed", () => {
    race.play()
    play(1)
    const once = race.place
    race.jump(0)
    race.speed = 2
    play(1)
    expect(race.place).toBeCloseTo(once * 2, 5)
  })

  it("waits at the last event that has come, and goes on with more", () => {
    race = raceOf(5, 20)
    race.speed = 16
    race.play()
    play(3)
    expect([race.isWaiting, race.isPlaying, race.sequence]).toEqual([true, true, 104])
    race.isWhole = true
    play(3)
    expect(race.isOver).toBe(true)
  })

  it("jumps back as well as forth", () => {
    race.jump(1)
    race.jump(0.4)
    expect(race.sequence).toBe(race.recording.tape.sequence[race.recording.at - 1])
    expect(race.recording.at).toBe(race.timeline.countAt(0.4))
  })

  it("goes in steps where no motion is wanted", () => {
    race.play()
    const places = new Set<number>()
    for (let frame = 0; frame < 60; frame++) {
      race.frame(1 / 60, true)
      places.add(race.place)
    }
    expect(places.size).toBeLessThanOrEqual(3)
    expect(race.place).toBeGreaterThan(0)
  })

  it("shows what is far at once where a visitor winds to it", () => {
    race.wind(1)
    expect([...race.bars.shown.values()].map(({ y, opacity }) => [y, opacity])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
    ])
    expect(race.isTouched).toBe(true)
  })

  it("goes on where one of another size was left", () => {
    race.play()
    play(1)
    const other = raceOf(20, 20)
    other.goOnFrom(race)
    expect(other.place).toBe(race.place)
    expect(other.isPlaying).toBe(true)
  })
})
