package target

import (
	"maps"
	"sync"
)

// Missing records, by profile, the listeners that the servers of a run claim but lack. All
// servers of a run share one Missing, so the suite waits for a missing listener only once.
// It is safe for concurrent use.
type Missing struct {
	mu sync.Mutex // guards at
	at map[string]string
}

// Add records that no server listens at an address that a profile requires.
func (m *Missing) Add(profile, address string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.at == nil {
		m.at = map[string]string{}
	}
	if m.at[profile] == "" {
		m.at[profile] = address
	}
}

// Has reports whether the listener of a profile is missing.
func (m *Missing) Has(profile string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at[profile] != ""
}

// All returns, by profile, the first address at which no server listened.
func (m *Missing) All() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.at)
}
