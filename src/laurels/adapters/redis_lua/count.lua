-- Count what stands before bounds. ARGV: shape, bytes of a key, then pairs of player and bound:
-- the player's own entry does not count; '' for nobody.
-- Answers head, then for each pair the entries and (dense) the distinct columns before it.
local s = state()
if not s then return false end
local results = {}
for i = 3, #ARGV, 2 do
  local player, bound = ARGV[i], ARGV[i + 1]
  local record = player ~= '' and redis.call('HGET', records, player)
  local ahead = redis.call('ZLEXCOUNT', order, '-', '(' .. bound)
  local is_ahead = 0
  if record then
    local own = sub(record, 1, size) .. player
    is_ahead = redis.call('ZLEXCOUNT', order, '[' .. own, '(' .. bound) > 0 and 1 or 0
  end
  results[#results + 1] = ahead - is_ahead
  if dense then
    local distinct = redis.call('ZLEXCOUNT', prefixes, '-', '(' .. sub(bound, 1, size - 8))
    local own = record and sub(record, 1, size - 8)
    if is_ahead == 1 and own ~= sub(bound, 1, size - 8)
        and redis.call('HGET', counts, own) == '1' then
      distinct = distinct - 1
    end
    results[#results + 1] = distinct
  end
end
local answer = head(s)
answer[6] = results
return answer
