package main

import (
	"runtime"
	"runtime/debug"
)

// garbage is how much may gather beside a large map before it is collected. A map of
// ten million incidents takes some 700 MB, of which Go would let as much again be
// garbage; but it holds hardly a pointer, so that collecting costs little.
const garbage = 128 << 20

// leastPercent is what may gather in any case, as a share of what lives.
const leastPercent = 20

// frugal lets little garbage gather while the map is loaded. Whoever sets GOGC knows
// better.
func frugal() {
	if !gogc() {
		debug.SetGCPercent(leastPercent)
	}
}

// settled sets how much may gather beside what lives now, and gives the system back
// what loading took.
func settled() {
	debug.FreeOSMemory()
	if gogc() {
		return
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	debug.SetGCPercent(garbagePercent(m.HeapAlloc))
}

func garbagePercent(live uint64) int {
	return int(max(leastPercent, min(100, 100*garbage/max(live, 1))))
}
