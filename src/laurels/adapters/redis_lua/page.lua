-- Entries next to each other, where a season is one shard.
-- ARGV: shape, bytes of a key, method, then for each question where ('at' a position, around a
-- 'player' or a 'key'), which, above, below. Answers head, and for each question nothing, or
-- position of the first, its rank and ahead (from 0), and all of them in one text: key, player,
-- instant, events.
local method = ARGV[3]
local FIRST = 4
local s = state()
if not s then return false end

-- The members; what they are in one text, where that is known already; the first one's position.
-- None where there are none; nil where something is missing.
local function found(where, which, above, below)
  local offset
  if where == 'at' then
    offset = tonumber(which)
  else
    local position
    if where == 'key' then
      position = redis.call('ZLEXCOUNT', order, '-', '(' .. which)
    else
      local record = redis.call('HGET', records, which)
      if not record then return {} end
      local member = sub(record, 1, size) .. which
      position = redis.call('ZRANK', order, member)
      if not position then return nil end
      if above == 0 and below == 1 then
        return { member }, member .. sub(record, size + 1), position
      end
    end
    offset = math.max(0, math.min(position - above, s.entries - above - below))
  end
  if above + below == 0 or offset >= s.entries then return {} end
  local members = redis.call('ZRANGE', order, string.format('%.0f', offset),
    string.format('%.0f', offset + above + below - 1))
  return members, nil, offset
end

local answer = head(s)
for i = FIRST, #ARGV, 4 do
  local members, rows, offset =
    found(ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3]))
  if not members then return false end
  local result = {}
  if #members > 0 then
    local prefix = sub(members[1], 1, size - 8)
    rows = rows or whole(members)
    if not rows then return false end
    local ahead = offset
    if method ~= 'ordinal' then ahead = redis.call('ZLEXCOUNT', order, '-', '(' .. prefix) end
    local rank = dense and redis.call('ZRANK', prefixes, prefix) or ahead
    result = { offset, rank, ahead, rows }
  end
  answer[#answer + 1] = result
end
return answer
