import { Loading } from "@/shared/ui"

/** Being built. */
export default function CompareScreen({ id: _id }: { id: string; other: string }) {
  return <Loading />
}
