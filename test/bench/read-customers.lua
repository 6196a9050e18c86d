-- Reads through wrk: every request another customer, or `pool` customers again and again, which may then be cached.
-- Arguments: number of the first customer, pool (0: never the same twice). Prints the result as one line of JSON.
local first, pool
local number = 0

function init(args)
  first, pool = tonumber(args[1]), tonumber(args[2])
  wrk.headers["authorization"] = "Bearer bench"
  if pool > 0 then wrk.headers["cache-control"] = "max-age=60" end
end

function request()
  local turn = number
  number = number + 1
  if pool > 0 then turn = turn % pool end
  return wrk.format("GET", string.format("/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea%08x", first + turn))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
