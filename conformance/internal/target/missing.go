package target

import (
	"maps"
	"sync"
)

// Missing holds the listeners that servers of a run claim and do not have, by profile.
// The servers of a run share one, so that only the first of them is waited for. It is
// safe for concurrent use.
type Missing struct {
	mu sync.Mutex // guards at
	at map[string]string
}

// Add notes that no server listens at an address, which a profile demands.
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

// Has reports whether a profile's listener is missing.
func (m *Missing) Has(profile string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at[profile] != ""
}

// All returns the first address that was missing of each profile.
func (m *Missing) All() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.at)
}
