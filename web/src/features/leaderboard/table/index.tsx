import { useEffect, useMemo, useRef, type CSSProperties } from "react"

import { formatScore, group, stylesOf, type ScoreStyle } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import { listHeight } from "./range"
import { GAP, gapOf, GRID, MORE, Row, RowBone, SCORE } from "./row"
import { useJump } from "./use-jump"
import { useKeys } from "./use-keys"
import { useRange } from "./use-range"
import { useRowHeight } from "./use-row-height"

import type { Entry, Leaderboard } from "@/shared/api"
import type { Live } from "@/shared/live"
import type { BoardPlace } from "../use-board-place"
import type { Rows } from "../use-rows"

/** About how wide a figure is. */
const LETTER_REM = 0.6
/** The first three stand on the podium. */
const FIRST = 3

type Props = { board: Leaderboard; rows: Rows; live: Live; state: BoardPlace }

/** The ranking below the podium, of any length; only what is seen is drawn. */
export function Table({ board, rows, live, state }: Props) {
  const t = useTranslate()
  const list = useRef<HTMLDivElement>(null)
  const rowHeight = useRowHeight()
  const count = Math.max(0, rows.count - FIRST)
  const { range, scrollTo } = useRange(list, count, rowHeight)
  const styles = useMemo(() => stylesOf(board), [board])
  const { see } = rows
  useEffect(() => see(range.first + FIRST, range.last + FIRST))
  useJump({ state, live, count, first: FIRST, scrollTo, range })
  useKeys({ list, count, first: FIRST, scrollTo })
  if (count === 0) return null
  const drawn = Array.from({ length: range.last - range.first }, (_, i) => range.first + i + FIRST)
  const taken = new Set<string>()
  return (
    <div
      role="table"
      aria-label={t("board.table")}
      aria-rowcount={(rows.total ?? 0) + 1}
      style={widthsOf(rows, drawn, styles[0])}
    >
      <Head board={board} />
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

/** Columns as wide as what is seen in them, in steps, so that they rarely change. */
function widthsOf(rows: Rows, drawn: number[], style: ScoreStyle | undefined): CSSProperties {
  let [score, gap] = [8, 7]
  for (const index of style ? drawn : []) {
    const entry = rows.at(index)
    if (!entry || !style) continue
    score = Math.max(score, formatScore(entry.score, style).length)
    gap = Math.max(gap, gapOf(entry, rows.at(index - 1)?.score, style).length)
  }
  const wide = (letters: number) => `${String(Math.ceil(letters / 3) * 3 * LETTER_REM)}rem`
  const rank = Math.max(2.5, group(rows.count).length * 0.62 + 0.4)
  return { "--rank": `${String(rank)}rem`, "--score": wide(score), "--gap": wide(gap) } as object
}

/** Pages are asked for at different instants: someone who moved can be on two of them. */
function keyOf(entry: Entry, index: number, taken: Set<string>): string {
  const key = taken.has(entry.player) ? `${entry.player} ${index}` : entry.player
  taken.add(entry.player)
  return key
}

function Head({ board }: { board: Leaderboard }) {
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
        <span className={`${SCORE} first-letter:uppercase`}>{first?.name}</span>
        {others.map((column) => (
          <span key={column.name} className={`${MORE} first-letter:uppercase`} title={column.name}>
            {column.name}
          </span>
        ))}
        <span className={GAP}>{t("column.gap")}</span>
      </span>
    </div>
  )
}
