import type { Column, Leaderboard } from "@/shared/api/types"

import { formatScaled, isShownWithUnit, type ScoreStyle } from "./score"

/**
 * How a column's scores are shown. `metadata.unit` is a text for the first column (`"s"`,
 * `"EUR"`, `"km"`, `"%"`), or an object with a text for each column by name.
 */
export function styleOf(board: Leaderboard, column: Column | undefined): ScoreStyle {
  const units = board.metadata.unit
  const isFirst = column === undefined || column.name === board.columns[0]?.name
  const unit = isRecord(units) ? units[column?.name ?? ""] : isFirst ? units : undefined
  return {
    decimals: column?.decimals ?? 0,
    order: column?.order ?? "descending",
    unit: typeof unit === "string" ? unit : undefined,
  }
}

/** A column's name as a heading says it: `fastest_laps` is "Fastest laps". */
export function columnLabel(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replace(/[-_.]+/g, " ")
}

/** The style of each column, in order. */
export function stylesOf(board: Leaderboard): ScoreStyle[] {
  return board.columns.map((column) => styleOf(board, column))
}

/** An amount of a column: `40 points` in the game's own unit, `0.118`, else by name: `Wins 2`. */
export function formatAmount(value: bigint, board: Leaderboard, column: number): string {
  const style = styleOf(board, board.columns[column])
  const text = formatScaled(value, style)
  if (isShownWithUnit(style)) return text
  if (style.unit) return `${text}\u202f${style.unit}`
  // A column's name says no plural: it stands before the number, as a label.
  const name = board.columns.length > 1 ? board.columns[column]?.name : undefined
  return name ? `${columnLabel(name)}\u202f${text}` : text
}

/** The sign that the game gave its leaderboard, if it is one sign: an emoji, say. */
export function iconOf(board: Leaderboard | undefined): string | null {
  const icon = board?.metadata.icon
  return typeof icon === "string" && icon.length <= 8 ? icon : null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
