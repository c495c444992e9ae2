-- bench/review.lua - for wrk: ask for the paths of a file in turn, and print
-- percentiles in ms. Arguments: FILE COOKIE
local paths = {}
local at = 0

function init(args)
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  wrk.headers["Cookie"] = args[2]
  math.randomseed(20261120)
  at = math.random(#paths)
end

function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %.2f %.2f %.2f %.2f %d\n",
    summary.requests, latency:percentile(50) / 1000,
    latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    latency.max / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
