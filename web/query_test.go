package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestWhatIsTooLongIsToldHowLongItMayBe(t *testing.T) {
	for name, most := range map[string]string{"filter": "20000 bytes", "place": "2000 bytes"} {
		_, err := readQuery(httptest.NewRequest("GET", "/?"+name+"="+strings.Repeat("x", 20_001), nil), "filter", "place")
		if err == nil || !strings.Contains(err.Error(), most) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
