import { group, scaled, stylesOf } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"
import { Count } from "@/shared/ui"

import { tierColour, tierLabel } from "../tier"
import { sharesOf, type Shares } from "./shares"

import type { ReactNode } from "react"
import type { Pair } from "../grouped"

type Colours = [string, string]
type RowProps = { label: string; a: ReactNode; b: ReactNode; shares?: Shares; colours: Colours }

function Row({ label, a, b, shares, colours }: RowProps) {
  return (
    <tr className="border-t border-line first:border-t-0">
      <td className="display w-2/5 py-3 text-left text-lg md:text-2xl">
        <Side value={a} share={shares?.[0]} colour={colours[0]} />
      </td>
      <th scope="row" className="label px-2 text-center font-medium">
        {label}
      </th>
      <td className="display w-2/5 py-3 text-right text-lg md:text-2xl">
        <Side value={b} share={shares?.[1]} colour={colours[1]} right />
      </td>
    </tr>
  )
}

type SideProps = { value: ReactNode; share: number | undefined; colour: string; right?: boolean }

/** A value, and a bar that grows from the middle: the longer one is the better one. */
function Side({ value, share, colour, right = false }: SideProps) {
  return (
    <span className={`flex items-center gap-4 ${right ? "flex-row-reverse" : ""}`}>
      <span className="md:min-w-28">{value}</span>
      {share !== undefined && (
        <span
          aria-hidden="true"
          className="hidden h-2 grow overflow-hidden rounded-full bg-raised md:block"
        >
          <span
            className={`block h-full rounded-full transition-transform duration-500 motion-reduce:transition-none ${right ? "origin-left" : "origin-right"}`}
            style={{ background: `var(${colour})`, transform: `scaleX(${share})` }}
          />
        </span>
      )}
    </span>
  )
}

type Props = { pair: Pair; names: [string, string]; colours: Colours }

/** The two entries in two columns, figure by figure. */
export function Columns({ pair, names, colours }: Props) {
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
        {board.columns.map(({ name, decimals, order }, index) => {
          const style = styles[index]
          if (!style) return null
          const [x, y] = [a.scores[name] ?? 0, b.scores[name] ?? 0]
          return (
            <Row
              key={name}
              label={board.columns.length > 1 ? name : t("player.score")}
              a={<Count score={x} style={style} />}
              b={<Count score={y} style={style} />}
              shares={sharesOf(scaled(x, decimals), scaled(y, decimals), order === "ascending")}
              colours={colours}
            />
          )
        })}
        <Row
          label={t("versus.percentile")}
          a={`${a.percentile}\u202f%`}
          b={`${b.percentile}\u202f%`}
          shares={[a.percentile / 100, b.percentile / 100]}
          colours={colours}
        />
        {board.tiers.length > 0 && (
          <Row
            label={t("versus.tier")}
            a={tier(a.tier) ?? "–"}
            b={tier(b.tier) ?? "–"}
            colours={colours}
          />
        )}
        <Row
          label={t("player.scores")}
          a={group(a.events)}
          b={group(b.events)}
          shares={sharesOf(BigInt(a.events), BigInt(b.events), false)}
          colours={colours}
        />
      </tbody>
    </table>
  )
}
