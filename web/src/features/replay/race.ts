import { Bars, type Bar } from "./bars"
import { lengthOf, type Timeline } from "./fold/timeline"

import type { Recording } from "./fold/recording"

/** A frame that took longer, as of a hidden tab, counts as this much, in seconds. */
const LONGEST_FRAME_S = 0.1
/** A share of the way that arrows wind, and a little more. */
const NEAR = 0.05
/** How often the picture changes where no motion is wanted, in seconds. */
const STEP_S = 0.5

export const SPEEDS = [0.5, 1, 2, 4, 8, 16] as const
export type Speed = (typeof SPEEDS)[number]

/** A replay under way: where it is, how fast it goes, and the bars as they are seen. */
export class Race {
  readonly bars: Bars
  place = 0
  speed: Speed = 1
  isPlaying = false
  /** True once it was played or wound, and is not where it began. */
  isTouched = false
  readonly #seconds: number
  #waited = 0

  constructor(
    readonly recording: Recording,
    readonly timeline: Timeline,
    readonly rows: number,
    /** True once there is no more to come. */
    public isWhole: boolean = false,
  ) {
    this.bars = new Bars(rows, recording.rules.columns[0]?.order !== "ascending")
    this.#seconds = lengthOf(timeline.extent.total)
  }

  /** Where the replay can go at most: the end, or as far as events have come. */
  get limit(): number {
    return this.isWhole ? 1 : this.timeline.end
  }

  get isOver(): boolean {
    return this.isWhole && this.place >= 1
  }

  /** True where it would go on, and waits for events. */
  get isWaiting(): boolean {
    return this.isPlaying && !this.isWhole && this.place >= this.limit
  }

  /** Where it is as the journal counts: the sequence of the last event that is shown. */
  get sequence(): number {
    return this.recording.tape.sequence[this.recording.at - 1] ?? 0
  }

  /** Stand, or run, where another one was left: the same race on a window of another size. */
  goOnFrom({ place, speed, isPlaying, isTouched }: Race): void {
    this.isTouched = isTouched
    this.speed = speed
    this.isPlaying = isPlaying
    this.jump(place)
  }

  /** Jump to a place, 0 to 1. */
  jump(place: number): void {
    this.place = Math.max(0, Math.min(this.limit, place))
    this.recording.seek(this.timeline.countAt(this.place))
  }

  /** Jump where a visitor wants to: what is far is there at once, what is near is glided to. */
  wind(place: number): void {
    const before = this.place
    this.isTouched = true
    this.jump(place)
    if (Math.abs(this.place - before) > NEAR) this.bars.step(this.#top(), Infinity)
  }

  /** Play on from the first event where it is over. */
  play(): void {
    if (this.isOver) this.jump(0)
    this.isPlaying = this.isTouched = true
  }

  /** One frame. True where another one is needed; `still` is without gliding. */
  frame(seconds: number, still: boolean): boolean {
    if (still) return this.#still(seconds)
    const passed = Math.min(seconds, LONGEST_FRAME_S)
    this.#advance(passed)
    const moves = this.bars.step(this.#top(), passed)
    return moves || this.isPlaying
  }

  #still(seconds: number): boolean {
    this.#waited += Math.min(seconds, STEP_S)
    if (this.#waited >= STEP_S || !this.isPlaying) {
      this.#advance(this.isPlaying ? this.#waited : 0)
      this.#waited = 0
      this.bars.step(this.#top(), Infinity)
    }
    return this.isPlaying
  }

  #advance(seconds: number): void {
    if (!this.isPlaying) return
    this.jump(this.place + (seconds * this.speed) / this.#seconds)
    if (this.isOver) this.isPlaying = false
  }

  #top() {
    return this.recording.top(this.rows)
  }
}

export type { Bar }
