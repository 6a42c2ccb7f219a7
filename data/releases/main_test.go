package releases

import (
	"testing"

	"corredor/data/datatest"
)

func TestMain(m *testing.M) { datatest.Main(m) }
