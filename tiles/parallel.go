package tiles

import (
	"runtime"
	"sync"
)

// inParallel calls do for each number below n, on all processors.
func inParallel(n int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+3)/4)
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() {
			for i := k; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}

// inPieces calls do for pieces of the numbers below n that follow one another, on
// all processors.
func inPieces(n int, do func(from, end int)) {
	pieces := min(4*runtime.GOMAXPROCS(0), n)
	inParallel(pieces, func(i int) { do(i*n/pieces, (i+1)*n/pieces) })
}

// fewForOne is how much is not worth a second processor.
const fewForOne = 1 << 14

// share is what one processor does of a list: from from to before to.
type share struct{ from, to int }

// shares cuts a list of n into one for each processor.
func shares(n int) []share {
	all := make([]share, max(1, min(runtime.GOMAXPROCS(0), n/fewForOne)))
	for i := range all {
		all[i] = share{i * n / len(all), (i + 1) * n / len(all)}
	}
	return all
}

// together calls do for each share, at one time.
func together(all []share, do func(nth int, s share)) {
	var wg sync.WaitGroup
	for i, s := range all {
		wg.Go(func() { do(i, s) })
	}
	wg.Wait()
}
