import { columnLabel, formatScaled, group, stylesOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import type { Leaderboard } from "@/shared/api"
import type { Deck } from "./use-race"

type Props = { board: Leaderboard; deck: Deck; date: string }

/** What the picture shows, as a table for those who do not see it. */
export function StandingsTable({ board, deck, date }: Props) {
  const t = useTranslate()
  const { recording, rows } = deck.race
  const styles = stylesOf(board)
  return (
    // A table takes the room it needs, whatever its class says: what is around it does not.
    <div className="sr-only">
      <table>
        <caption>{t("replay.standings", { date })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("column.rank")}</th>
            <th scope="col">{t("column.player")}</th>
            {board.columns.map(({ name }) => (
              <th key={name} scope="col">
                {columnLabel(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {recording.top(rows).map(({ player, rank, values }) => {
            const { id, name } = recording.tape.players[player] ?? { id: "", name: null }
            return (
              <tr key={player}>
                <td>{group(rank)}</td>
                <th scope="row">
                  <bdi>{name || id}</bdi>
                </th>
                {styles.map((style, i) => (
                  <td key={board.columns[i]?.name}>{formatScaled(values[i] ?? 0n, style)}</td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
