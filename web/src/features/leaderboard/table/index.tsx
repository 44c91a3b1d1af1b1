import { useEffect, useMemo, useRef, type CSSProperties } from "react"

import { columnLabel, formatScore, group, stylesOf, type ScoreStyle } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import { listHeight } from "./range"
import { GAP, gapOf, GRID, MORE, moreWidth, Row, RowBone, SCORE } from "./row"
import { useJump } from "./use-jump"
import { useKeys } from "./use-keys"
import { useRange } from "./use-range"
import { useRoom } from "./use-room"
import { useRowHeight } from "./use-row-height"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Live } from "@/shared/live"
import type { BoardPlace } from "../use-board-place"
import type { Rows } from "../use-rows"

/** About how wide a figure is. */
const LETTER_REM = 0.6
/** A letter of a heading, by that of a score. */
const LABEL_PART = 0.78
const COLUMN_GAP_REM = 0.75
/** Change, picture, a name that can be read, and what is left free at the sides. */
const REST_REM = 16
/** The first three stand on the podium. */
const FIRST = 3

type Props = { board: Leaderboard; rows: Rows; live: Live; state: BoardPlace }

/** The ranking below the podium, of any length; only what is seen is drawn. */
export function Table({ board, rows, live, state }: Props) {
  const t = useTranslate()
  const list = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeight(board.columns.length)
  const count = Math.max(0, rows.count - FIRST)
  const { range, scrollTo } = useRange(list, count, rowHeight)
  const styles = useMemo(() => stylesOf(board), [board])
  const drawn = Array.from({ length: range.last - range.first }, (_, i) => range.first + i + FIRST)
  const widths = widthsOf(rows, drawn, board, styles)
  const isWide = useRoom(list, count > 0, widths.all)
  const { see } = rows
  useEffect(() => see(range.first + FIRST, range.last + FIRST))
  useJump({ state, live, count, first: FIRST, scrollTo, range })
  useKeys({ list, count, first: FIRST, scrollTo })
  if (count === 0) return null
  const taken = new Set<string>()
  return (
    <div
      role="table"
      aria-label={t("board.table")}
      aria-rowcount={(rows.total ?? 0) + 1}
      style={widths.style}
    >
      <Head board={board} isWide={isWide} />
      <div ref={list} className="relative isolate" style={{ height: listHeight(count, rowHeight) }}>
        <div role="rowgroup" className="absolute inset-x-0" style={{ top: range.offset }}>
          {drawn.map((index) => {
            const entry = rows.at(index)
            if (!entry) return <RowBone key={`bone ${index}`} rowHeight={rowHeight} />
            return (
              <Row
                key={keyOf(entry, index, taken)}
                entry={entry}
                index={index}
                above={rows.at(index - 1)?.score}
                columns={board.columns}
                styles={styles}
                rowHeight={rowHeight}
                isWide={isWide}
                move={live.board?.moves[entry.player]}
                isYou={entry.player === state.you}
                isChosen={entry.player === state.player}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

type Widths = {
  /** What the columns and a name of fair length take, in rem. */
  all: number
  style: CSSProperties
}

/** Columns as wide as what is seen in them, in steps, so that they rarely change. */
function widthsOf(rows: Rows, drawn: number[], board: Leaderboard, styles: ScoreStyle[]): Widths {
  const [style, ...others] = styles
  const names = board.columns.slice(1).map(({ name }) => name)
  const more = names.map((name) => columnLabel(name).length * LABEL_PART)
  let [score, gap] = [8, 7]
  for (const index of style ? drawn : []) {
    const entry = rows.at(index)
    if (!entry || !style) continue
    score = Math.max(score, formatScore(entry.score, style).length)
    gap = Math.max(gap, gapOf(entry, rows.at(index - 1)?.score, style).length)
    for (const [i, other] of others.entries()) {
      const length = formatScore(entry.scores[names[i] ?? ""] ?? 0, other).length
      more[i] = Math.max(more[i] ?? 0, length)
    }
  }
  const wide = (letters: number) => Math.ceil(letters / 3) * 3 * LETTER_REM
  const rank = Math.max(2.5, group(rows.count).length * 0.62 + 0.4)
  const all = [rank, wide(score), wide(gap), ...more.map(wide)]
  const named = more.map((letters, i) => [`--more-${i}`, `${wide(letters)}rem`])
  return {
    all: all.reduce((sum, width) => sum + width + COLUMN_GAP_REM, REST_REM),
    style: {
      "--rank": `${rank}rem`,
      "--score": `${wide(score)}rem`,
      "--gap": `${wide(gap)}rem`,
      ...Object.fromEntries(named),
    } as object,
  }
}

/** Pages are asked for at different instants: someone who moved can be on two of them. */
function keyOf(entry: Entry, index: number, taken: Set<string>): string {
  const key = taken.has(entry.player) ? `${entry.player} ${index}` : entry.player
  taken.add(entry.player)
  return key
}

function Head({ board, isWide }: { board: Leaderboard; isWide: boolean }) {
  const t = useTranslate()
  const [first, ...others] = board.columns
  return (
    <div role="row" className={`${GRID} label sticky top-0 z-10 h-10 border-b border-line bg-ink`}>
      <span role="columnheader" className="text-right">
        <span className="sr-only">{t("column.rank")}</span>
        <span aria-hidden="true">#</span>
      </span>
      <span role="columnheader" className="hidden sm:block">
        <span className="sr-only">{t("column.move")}</span>
      </span>
      <span role="columnheader">{t("column.player")}</span>
      <span role="columnheader" className="flex gap-x-3">
        <span className={`${SCORE} truncate`}>{first && columnLabel(first.name)}</span>
        {isWide &&
          others.map((column, index) => (
            <span key={column.name} className={MORE} style={moreWidth(index)} title={column.name}>
              {columnLabel(column.name)}
            </span>
          ))}
        <span className={GAP}>{t("column.gap")}</span>
      </span>
    </div>
  )
}
