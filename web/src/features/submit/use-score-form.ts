import { useRef, useState } from "react"

import { Problem, type Column, type Leaderboard } from "@/shared/api"
import { styleOf, type ScoreStyle } from "@/shared/format"
import { locale } from "@/shared/i18n"
import { usePreferences } from "@/shared/preferences"

import { useSubmitScore, type Receipt, type Score } from "./api/submit-score"
import { parseExact, rulesOf, type Exact, type Fault } from "./exact"

// What the server takes as a player's id.
// eslint-disable-next-line no-control-regex
const PLAYER = /^[^/\u0000-\u001f\u007f-\u009f]{1,64}$/u

/** A column's field: what is written, what it means, and what the server said of it. */
export type ColumnField = {
  column: Column
  style: ScoreStyle
  text: string
  read: Exact
  /** A column that may be left out is, and counts as 0. */
  isLeftOut: boolean
  refused: string | undefined
}

type ScoreForm = {
  player: string
  playerFault: "missing" | "wrong" | null
  playerRefused: string | undefined
  fields: ColumnField[]
  /** What was refused that no field is to blame for. */
  trouble: Error | null
  isTried: boolean
  isSending: boolean
  receipt: Receipt | undefined
  setPlayer: (text: string) => void
  setText: (column: string, text: string) => void
  /** Sends what is right; false where something is not. */
  send: () => boolean
}

/** The form that submits a score by hand: checked as the server checks, before it is asked. */
export function useScoreForm(board: Leaderboard): ScoreForm {
  const you = usePreferences((preferences) => preferences.you)
  const [player, setPlayer] = useState(you ?? "")
  const [texts, setTexts] = useState<Record<string, string>>({})
  const [isTried, setTried] = useState(false)
  const id = useRef(newId())
  const { mutate, reset, isPending, error, data } = useSubmitScore()
  const problem = error instanceof Problem ? error : null
  const fields = board.columns.map((column, index) =>
    fieldOf(board, column, texts[column.name] ?? "", index, problem),
  )
  const playerFault = player === "" ? "missing" : PLAYER.test(player) ? null : "wrong"
  const playerRefused = problem?.about("player")
  const isBlamed = playerRefused !== undefined || fields.some(({ refused }) => refused)

  /** Another content is another submission: with the same id it would be a conflict. */
  const changed = () => {
    id.current = newId()
    if (error) reset()
  }
  return {
    player,
    playerFault,
    playerRefused,
    fields,
    trouble: error && !isBlamed ? error : null,
    isTried,
    isSending: isPending,
    receipt: data,
    setPlayer: (text) => {
      setPlayer(text)
      changed()
    },
    setText: (column, text) => {
      setTexts({ ...texts, [column]: text })
      changed()
    },
    send: () => {
      setTried(true)
      const score = scoreOf(fields)
      if (playerFault || !score) return false
      const submission = { leaderboard: board.id, player, score, id: id.current }
      mutate(submission, { onSuccess: () => (id.current = newId()) })
      return true
    },
  }
}

function fieldOf(
  board: Leaderboard,
  column: Column,
  text: string,
  index: number,
  problem: Problem | null,
): ColumnField {
  const isFirst = index === 0
  const style = styleOf(board, column)
  const limits = isFirst ? ([board.min_score, board.max_score] as const) : ([null, null] as const)
  const comma = (1.5).toLocaleString(locale()).includes(",")
  const about = problem?.about(`score.${column.name}`) ?? problem?.about(column.name)
  return {
    column,
    style,
    text,
    read: parseExact(text, rulesOf(style, ...limits), comma),
    isLeftOut: !isFirst && text.trim() === "",
    refused: about ?? (isFirst ? problem?.about("score") : undefined),
  }
}

/** The numbers of all fields that are not left out; null where one is wrong. */
function scoreOf(fields: ColumnField[]): Score | null {
  const score: Score = []
  for (const { column, style, read, isLeftOut } of fields)
    if ("value" in read)
      score.push({ name: column.name, value: read.value, decimals: style.decimals })
    else if (!isLeftOut) return null
  return score
}

/** What is wrong with a field, where it is not rightly left out. */
export function faultOf({ read, isLeftOut }: ColumnField): Fault | null {
  return "fault" in read && !isLeftOut ? read.fault : null
}

const newId = () => `app-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`
