import { Bone, RowBones } from "@/shared/ui"

const STEPS = ["h-20 order-1", "h-28 order-2", "h-14 order-3"]

/** The page before its leaderboard is known, in its final layout. */
export function BoardBones() {
  return (
    <div aria-busy="true">
      <div className="flex items-center gap-6 pt-2 pb-5 md:pt-6">
        <Bone className="h-9 w-72" />
        <Bone className="ml-auto h-4 w-32" />
      </div>
      <div className="flex gap-3">
        <Bone className="h-10 w-64" />
        <Bone className="ml-auto h-10 w-52" />
      </div>
      <div className="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div>
          <PodiumBones />
          <RowBones count={8} />
        </div>
        <Bone className="hidden h-64 w-full rounded-lg lg:block" />
      </div>
    </div>
  )
}

/** Three steps, empty. */
export function PodiumBones() {
  return (
    <div aria-hidden="true" className="grid grid-cols-3 items-end gap-2 pb-6 md:gap-4">
      {STEPS.map((step) => (
        <div key={step} className={`grid justify-items-center gap-3 ${step.split(" ")[1]}`}>
          <Bone className="size-14 rounded-full" />
          <Bone className="h-4 w-24" />
          <Bone className={`w-full ${step.split(" ")[0]}`} />
        </div>
      ))}
    </div>
  )
}
