-- For scripts that answer entries; needs records, sub and size.

local STEP = 1000  -- arguments of one command

-- Members as one text, each with what its record says beyond the key; nil where a record is
-- missing.
local function whole(members)
  for first = 1, #members, STEP do
    local players = {}
    for i = first, math.min(first + STEP - 1, #members) do
      players[#players + 1] = sub(members[i], size + 1)
    end
    local found = redis.call('HMGET', records, unpack(players))
    for i, record in ipairs(found) do
      if not record then return nil end
      members[first + i - 1] = members[first + i - 1] .. sub(record, size + 1)
    end
  end
  return table.concat(members)
end
