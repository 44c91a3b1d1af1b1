import { memo, useCallback } from "react"

import { Avatar, toneOf } from "@/shared/ui"

import { LONGEST_PX } from "./painter"

type Props = {
  /** The tape's number. */
  player: number
  id: string
  name: string | null
  isYou: boolean
  height: number
  register: (player: number, row: HTMLElement | null) => void
}

/**
 * One player's row. The bar is a long one that is pushed out from the left behind an edge: so
 * its round end keeps its shape, and only transforms change.
 */
export const RaceBar = memo(function RaceBar(props: Props) {
  const { player, id, name, isYou, height, register } = props
  const tone = isYou ? "var(--accent)" : `var(--tone-${toneOf(id)})`
  const ref = useCallback((row: HTMLDivElement | null) => register(player, row), [player, register])
  return (
    <div
      ref={ref}
      className="absolute inset-x-0 top-0 flex items-center gap-2 will-change-transform sm:gap-3"
      style={{ height, opacity: 0 }}
    >
      <span
        data-part="rank"
        className="display w-8 shrink-0 text-right text-xl text-soft sm:w-10 sm:text-2xl"
      />
      <Avatar id={id} name={name} size={height < 44 ? 26 : 30} />
      <span className="relative h-full min-w-0 grow">
        <span className="absolute inset-y-1 -right-4 left-0 overflow-hidden rounded-l-[4px]">
          <span
            data-part="bar"
            className="absolute inset-y-0 left-0 block rounded-r-md border-r-[3px] will-change-transform data-[short=true]:border-r-0"
            style={{
              width: LONGEST_PX,
              borderColor: tone,
              background: `linear-gradient(to left, color-mix(in oklab, ${tone} var(--head), var(--ink)), color-mix(in oklab, ${tone} var(--tail), var(--ink)) 720px)`,
            }}
          />
        </span>
        <bdi
          dir="auto"
          data-part="name"
          className={`name absolute top-1/2 left-0 max-w-(--name) -translate-y-1/2 pr-3 pl-3 text-[0.9375rem] font-semibold ${isYou ? "text-accent" : ""}`}
        >
          {name || id}
        </bdi>
        <span
          data-part="tail"
          className="absolute inset-y-0 left-0 flex items-center gap-3 whitespace-nowrap will-change-transform"
        >
          <span
            data-part="score"
            className="display text-lg group-data-[long=true]:text-sm sm:text-xl"
          />
          <span data-part="more" className="label hidden md:inline" />
        </span>
      </span>
    </div>
  )
})
