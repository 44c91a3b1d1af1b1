import { countryName } from "@/shared/format"

type Props = {
  player: string
  name?: string | null
  country?: string | null
  className?: string
}

/** A player's name in its own direction, with the country's code after it. */
export function Name({ player, name, country, className = "" }: Props) {
  return (
    <span className={`flex min-w-0 items-baseline gap-2 ${className}`}>
      <bdi dir="auto" className="name" title={name ?? player}>
        {name || player}
      </bdi>
      {country && (
        <abbr title={countryName(country)} className="label shrink-0 no-underline">
          {country}
        </abbr>
      )}
    </span>
  )
}
