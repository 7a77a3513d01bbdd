package reference

import "testing"

// TestNobodyMissesASessionThatWasGreeted holds that nobody can look for a session
// between its greeting and its being known. AUTH-2, AUTH-7
func TestNobodyMissesASessionThatWasGreeted(t *testing.T) {
	r := newRegistry()
	greeted := false
	r.add(&session{user: "alice"}, func() {
		greeted = true
		if r.mu.TryRLock() {
			r.mu.RUnlock()
			t.Error("while the client is greeted, others can look and find no session")
		}
		if len(r.users["alice"]) > 0 {
			t.Error("the session is known, and can be sent to, before the client is greeted")
		}
	})
	if !greeted || len(r.of("alice")) != 1 {
		t.Errorf("greeted: %v; sessions: %d", greeted, len(r.of("alice")))
	}
}
