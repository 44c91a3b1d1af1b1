import { useCallback, useEffect, useMemo, useRef, useState } from "react"

import { wantsNoMotion } from "@/shared/ui"

import { Race, type Speed } from "./race"

import type { Loaded } from "./use-recording"

/** How often the texts beside the picture follow it while it plays, in milliseconds. */
const TOLD_EVERY_MS = 250

/** What React draws: the picture itself is drawn frame by frame, past it. */
export type Told = {
  isPlaying: boolean
  isOver: boolean
  isWaiting: boolean
  speed: Speed
  place: number
  /** Events that are shown. */
  at: number
}

export type Deck = {
  race: Race
  told: Told
  toggle: () => void
  jump: (place: number) => void
  setSpeed: (speed: Speed) => void
  /** `draw` draws each frame, true where it needs another one; the answer takes it away. */
  onFrame: (draw: () => boolean) => () => void
}

/** Runs a race: a frame at a time while it plays or something still glides, then it rests. */
export function useRace(
  loaded: Loaded,
  rows: number,
  start: { sequence: number | null },
): Deck | null {
  const { recording, timeline, isWhole, count } = loaded
  const race = useMemo(
    () => (timeline ? new Race(recording, timeline, rows) : null),
    [recording, timeline, rows],
  )
  const [told, setTold] = useState<Told | null>(null)
  const drawings = useRef(new Set<() => boolean>())
  const frame = useRef(0)
  const waitsFor = useRef(start.sequence)
  const begins = useRef(start.sequence === null)
  const left = useRef<Race | null>(null)

  const wake = useCallback(() => {
    if (!race || frame.current) return
    let before = performance.now()
    let toldAt = 0
    const next = (now: number) => {
      let goesOn = race.frame((now - before) / 1000, wantsNoMotion())
      before = now
      for (const draw of drawings.current) goesOn = draw() || goesOn
      frame.current = goesOn ? requestAnimationFrame(next) : 0
      if (goesOn && now - toldAt < TOLD_EVERY_MS) return
      toldAt = now
      setTold(tell(race))
    }
    frame.current = requestAnimationFrame(next)
  }, [race])

  useEffect(() => {
    if (!race) return
    race.isWhole = isWhole
    if (left.current) {
      race.goOnFrom(left.current)
      left.current = null
    }
    const sequence = waitsFor.current
    if (sequence !== null) {
      // As far as it has come already; on with every page until the place is there.
      const index = recording.tape.countTo(sequence)
      race.jump(race.timeline.place(index - 1))
      if (index < recording.length || isWhole) waitsFor.current = null
    }
    setTold(tell(race))
    wake()
  }, [race, recording, isWhole, count, wake])
  useEffect(
    () => () => {
      cancelAnimationFrame(frame.current)
      frame.current = 0
      left.current = race
    },
    [race],
  )
  // A replay begins by itself, once: that is what one came for. Not where no motion is wanted,
  // and not where a link leads to one moment: that is shown.
  useEffect(() => {
    if (!race || !begins.current || wantsNoMotion()) return
    begins.current = false
    race.play()
    wake()
  }, [race, wake])

  const deck = useMemo(() => {
    if (!race) return null
    const change = (make: () => void) => {
      make()
      setTold(tell(race))
      wake()
    }
    return {
      race,
      toggle: () => {
        waitsFor.current = null
        change(() => (race.isPlaying ? (race.isPlaying = false) : race.play()))
      },
      jump: (place: number) => {
        waitsFor.current = null
        change(() => race.wind(place))
      },
      setSpeed: (speed: Speed) => change(() => (race.speed = speed)),
      onFrame: (draw: () => boolean) => {
        drawings.current.add(draw)
        return () => void drawings.current.delete(draw)
      },
    }
  }, [race, wake])
  return deck && told && { ...deck, told }
}

function tell(race: Race): Told {
  const { isPlaying, isOver, isWaiting, speed, place } = race
  return { isPlaying, isOver, isWaiting, speed, place, at: race.recording.at }
}
