import { useTranslate } from "@/shared/i18n"
import { Curl, Message } from "@/shared/ui"

import type { Leaderboard } from "@/shared/api"

/** A season without a score: how to send the first. */
export function EmptyBoard({ board, isClosed }: { board: Leaderboard; isClosed: boolean }) {
  const t = useTranslate()
  if (isClosed) return <Message title={t("board.empty.season")} />
  const score = board.columns.length === 1 ? "42" : firstScores(board)
  const at = `${location.origin}/api/v1/leaderboards/${board.id}/scores`
  return (
    <Message title={t("board.empty.title")}>
      <p>{t("board.empty.text")}</p>
      <Curl command={`curl ${at} \\\n  -d '{"player": "ann", "score": ${score}}'`} />
    </Message>
  )
}

function firstScores(board: Leaderboard): string {
  const parts = board.columns.map(({ name }, index) => `"${name}": ${index ? 1 : 42}`)
  return `{${parts.join(", ")}}`
}
