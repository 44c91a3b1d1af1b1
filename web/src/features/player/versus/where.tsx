import { group, iconOf, windowLabel } from "@/shared/format"
import { useTranslate } from "@/shared/i18n"

import { ahead, type Pair } from "../grouped"
import { differenceOf } from "./difference"

type Props = {
  pairs: Pair[]
  names: [string, string]
  colours: [string, string]
  chosen: Pair
  onChoose: (pair: Pair) => void
}

/** Every leaderboard that both are on: who leads there, and by how much. */
export function Where({ pairs, names, colours, chosen, onChoose }: Props) {
  const t = useTranslate()
  const [x, y] = [-1, 1].map((side) => pairs.filter(({ a, b }) => ahead(a, b) === side).length)
  const [a, b] = names.map((name) => `\u2068${name}\u2069`)
  return (
    <section aria-labelledby="where-title" className="panel p-5 md:p-8">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 pb-3">
        <h2 id="where-title" className="label">
          {t("versus.where")}
        </h2>
        <p className="text-sm text-soft">
          {t("versus.tally", { a: a ?? "", b: b ?? "", x: x ?? 0, y: y ?? 0, total: pairs.length })}
        </p>
      </div>
      <ul>
        {pairs.map((pair) => (
          <li key={`${pair.board.id} ${pair.window}`} className="border-t border-line">
            <PairRow {...{ pair, names, colours, onChoose }} isChosen={isSame(pair, chosen)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

type RowProps = Pick<Props, "names" | "colours" | "onChoose"> & { pair: Pair; isChosen: boolean }

function PairRow({ pair, names, colours, isChosen, onChoose }: RowProps) {
  const t = useTranslate()
  const { board, window, a, b } = pair
  const side = ahead(a, b)
  const icon = iconOf(board)
  const gap = differenceOf(board, a, b)
  const winner = side < 0 ? 0 : 1
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(pair)}
      className="-mx-3 grid w-[calc(100%+24px)] grid-cols-[4.5rem_minmax(0,1fr)_4.5rem] items-center gap-2 rounded-md px-3 py-2.5 hover:bg-raised aria-pressed:bg-raised md:grid-cols-[7rem_minmax(0,1fr)_7rem]"
    >
      <Rank rank={a.rank} isAhead={side < 0} colour={colours[0]} />
      <span className="min-w-0 text-center">
        <span className="block truncate text-sm font-medium" dir="auto">
          {icon && <span aria-hidden="true">{icon} </span>}
          {board.title} <span className="text-faint">{windowLabel(window, t)}</span>
        </span>
        <span
          className="line-clamp-2 text-xs font-semibold wrap-anywhere"
          style={{ color: side === 0 ? "var(--soft)" : `var(${colours[winner]})` }}
        >
          {side === 0 ? (
            t("versus.level")
          ) : (
            <>
              <span aria-hidden="true">{side < 0 ? "◀ " : ""}</span>
              {t("versus.leads", { name: `\u2068${names[winner]}\u2069` })}
              {gap !== null && ` ${t("versus.by", { gap })}`}
              <span aria-hidden="true">{side > 0 ? " ▶" : ""}</span>
            </>
          )}
        </span>
      </span>
      <Rank rank={b.rank} isAhead={side > 0} colour={colours[1]} right />
    </button>
  )
}

type RankProps = { rank: number; isAhead: boolean; colour: string; right?: boolean }

function Rank({ rank, isAhead, colour, right = false }: RankProps) {
  return (
    <span
      className={`display text-xl md:text-2xl ${right ? "text-right" : "text-left"} ${isAhead ? "" : "text-soft"}`}
      style={isAhead ? { color: `var(${colour})` } : undefined}
    >
      #{group(rank)}
    </span>
  )
}

function isSame(a: Pair, b: Pair): boolean {
  return a.board.id === b.board.id && a.window === b.window
}
