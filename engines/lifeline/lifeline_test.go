package lifeline

import (
	"io"
	"strings"
	"testing"
)

func TestReleased(t *testing.T) {
	for written, want := range map[string]bool{"k": true, "xk": true, "": false, "x": false} {
		if got := released(io.NopCloser(strings.NewReader(written))); got != want {
			t.Errorf("after %q: released is %v, want %v", written, got, want)
		}
	}
}
