Feature: Signing in
  The server checks each connection's own credentials, and every character of them.

  @AUTH-2
  Scenario: Two users who sign in at the same moment
    Given a new connection "desk"
    And a new connection "phone"
    When "desk" signs in as "alice"
    And "phone" signs in as "bob"
    Then "desk" receives a good report for "auth_special"
    And "phone" receives a good report for "auth_special"

  @AUTH-3
  Scenario: A wrong password while many connections send the right one
    Given a new connection "desk"
    And 20 new connections
    When "desk" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}
    And each of them signs in as "alice"
    Then "desk" is cut off

  @AUTH-8
  Scenario: Sessions that begin at the same moment are those of their own users
    Given a new connection "desk"
    And a new connection "phone"
    And the "chat" handler answers with sendClients to "bob"
    When "desk" signs in as "alice"
    And "phone" signs in as "bob"
    Then "desk" receives a good report for "auth_special"
    And "phone" receives a good report for "auth_special"
    When "desk" sends "chat" message "1" carrying 1
    Then "phone" receives a "chat" delivery carrying 1
    And "desk" receives a good report for "1"
    And "desk" receives nothing

  @AUTH-2
  Scenario: A password of more than a hundred bytes
    Given a new connection "stranger"
    When "stranger" signs in as "grace"
    Then "stranger" receives a good report for "auth_special"

  @AUTH-3
  Scenario: A password of more than a hundred bytes with another end
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"grace","password":"secret of grace 012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 and its enD"}},"payload":{}}
    Then "stranger" is cut off
