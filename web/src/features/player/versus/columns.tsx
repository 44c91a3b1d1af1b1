import { group, stylesOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Count } from "@/shared/ui"

import { tierColour, tierLabel } from "../tier"

import type { ReactNode } from "react"
import type { Pair } from "../grouped"

type RowProps = { label: string; a: ReactNode; b: ReactNode }

function Row({ label, a, b }: RowProps) {
  return (
    <tr className="border-t border-line">
      <td className="display w-2/5 py-2.5 text-left text-lg md:text-2xl">{a}</td>
      <th scope="row" className="label px-2 text-center font-medium">
        {label}
      </th>
      <td className="display w-2/5 py-2.5 text-right text-lg md:text-2xl">{b}</td>
    </tr>
  )
}

/** The two entries in two columns, figure by figure. */
export function Columns({ pair, names }: { pair: Pair; names: [string, string] }) {
  const t = useTranslate()
  const { board, a, b } = pair
  const styles = stylesOf(board)
  const tier = (name: string | null) =>
    name && <span style={{ color: tierColour(board, name) }}>{tierLabel(name)}</span>
  return (
    <table className="w-full table-fixed">
      <thead className="sr-only">
        <tr>
          <th scope="col">{names[0]}</th>
          <td />
          <th scope="col">{names[1]}</th>
        </tr>
      </thead>
      <tbody>
        {board.columns.map(({ name }, index) => {
          const style = styles[index]
          if (!style) return null
          return (
            <Row
              key={name}
              label={board.columns.length > 1 ? name : t("player.score")}
              a={<Count score={a.scores[name] ?? 0} style={style} />}
              b={<Count score={b.scores[name] ?? 0} style={style} />}
            />
          )
        })}
        <Row
          label={t("versus.percentile")}
          a={`${a.percentile}\u202f%`}
          b={`${b.percentile}\u202f%`}
        />
        {board.tiers.length > 0 && (
          <Row label={t("versus.tier")} a={tier(a.tier) ?? "–"} b={tier(b.tier) ?? "–"} />
        )}
        <Row label={t("player.scores")} a={group(a.events)} b={group(b.events)} />
      </tbody>
    </table>
  )
}
