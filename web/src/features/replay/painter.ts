import { columnLabel, formatScaled, group, stylesOf, type ScoreStyle } from "@/shared/format"

import type { Leaderboard } from "@/shared/api"
import type { Bar, Race } from "./race"

/** Rank, picture and the gaps between, before a bar begins: on a phone, and elsewhere. */
const START_PX = { narrow: 74, wide: 94 }
const NARROW_PX = 528
/** About as wide as a digit of a score is. */
const DIGIT_PX = { narrow: 9.5, wide: 11, long: 7 }
/** Scores with more signs are set smaller on a phone: 64 bits take 25. */
const LONG_DIGITS = 14
const LEAST_NAME_PX = 72
const GAP_PX = 12
const SETTLED_PX = 1
const SHORTEST_PX = 4
/** The element of a bar is this long, and pushed out as far as it is seen. */
export const LONGEST_PX = 4000
const METALS = ["", "var(--gold)", "var(--silver)", "var(--bronze)"]

/** What of a row moves; found once, so that a frame asks the document for nothing. */
type Parts = {
  row: HTMLElement
  rank: HTMLElement
  bar: HTMLElement
  tail: HTMLElement
  score: HTMLElement
  more: HTMLElement
  nameWidth: number
}

/** Writes a frame of the race into the rows: transforms, and texts where they have changed. */
export class Painter {
  readonly #parts = new Map<number, Parts>()
  readonly #styles: ScoreStyle[]
  #stage: HTMLElement | null = null
  #width = 0
  #reserved = 0
  #wanted = 0

  constructor(
    readonly board: Leaderboard,
    readonly race: Race,
    readonly rowHeight: number,
  ) {
    this.#styles = stylesOf(board)
  }

  /** A row that came or, with null, went. */
  register(player: number, row: HTMLElement | null): void {
    if (row === null) {
      this.#parts.delete(player)
      return
    }
    const part = (name: string) => row.querySelector<HTMLElement>(`[data-part=${name}]`) ?? row
    const nameWidth = part("name").offsetWidth
    const [rank, bar, tail] = [part("rank"), part("bar"), part("tail")]
    const [score, more] = [part("score"), part("more")]
    this.#parts.set(player, { row, rank, bar, tail, score, more, nameWidth })
  }

  /** The stage is so many pixels wide. */
  measure(stage: HTMLElement): void {
    this.#stage = stage
    this.#width = stage.clientWidth
  }

  /** True while bars still give way to longer texts: then another frame is needed. */
  paint(): boolean {
    const track = this.#track()
    for (const [player, parts] of this.#parts) {
      const bar = this.race.bars.shown.get(player)
      if (bar) this.#paint(parts, bar, track)
    }
    return Math.abs(this.#wanted - this.#reserved) > SETTLED_PX
  }

  #paint(parts: Parts, bar: Bar, track: number): void {
    const { row, rank, tail, score, more } = parts
    const nameWidth = Math.min(parts.nameWidth, Math.max(LEAST_NAME_PX, track))
    row.style.transform = `translate3d(0,${(bar.y * this.rowHeight).toFixed(2)}px,0)`
    row.style.opacity = bar.opacity.toFixed(3)
    // Who moves up passes in front.
    row.style.zIndex = bar.velocity < -0.5 ? "2" : "1"
    write(rank, group(bar.rank))
    rank.style.color = METALS[bar.rank] ?? ""
    const length = Math.max(SHORTEST_PX, bar.length * track)
    parts.bar.style.transform = `translate3d(${(length - LONGEST_PX).toFixed(2)}px,0,0)`
    // No edge through a name that is longer than its bar.
    parts.bar.dataset.short = String(length < nameWidth - 1)
    const after = Math.max(length, nameWidth) + GAP_PX
    tail.style.transform = `translate3d(${after.toFixed(2)}px,0,0)`
    const [style, ...others] = this.#styles
    if (style) write(score, formatScaled(bar.value, style))
    write(more, others.map((other, i) => this.#told(bar, other, i + 1)).join("\u2002"))
  }

  /** How long a bar can be: the longest value stands after it, and the room grows softly. */
  #track(): number {
    const size = this.#width < NARROW_PX ? "narrow" : "wide"
    let [digits, more] = [3, 0]
    for (const { score, more: other } of this.#parts.values()) {
      digits = Math.max(digits, score.textContent.length)
      more = Math.max(more, size === "wide" ? other.textContent.length : 0)
    }
    const isLong = size === "narrow" && digits > LONG_DIGITS
    this.#wanted =
      digits * (isLong ? DIGIT_PX.long : DIGIT_PX[size]) +
      (more ? more * 6.6 + GAP_PX : 0) +
      2 * GAP_PX
    this.#reserved += (this.#wanted - this.#reserved) * (this.#reserved ? 0.12 : 1)
    const track = Math.max(40, this.#width - START_PX[size] - this.#reserved)
    this.#stage?.style.setProperty("--name", `${Math.max(LEAST_NAME_PX, Math.round(track))}px`)
    if (this.#stage) this.#stage.dataset.long = String(isLong)
    return track
  }

  #told(bar: Bar, style: ScoreStyle, column: number): string {
    const name = this.board.columns[column]?.name ?? ""
    return `${columnLabel(name)}\u00a0${formatScaled(bar.values[column] ?? 0n, style)}`
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}
