Feature: Usernames at the informer
  Usernames that are special in some programming language are ordinary names.

  @INFO-1
  Scenario: listClients names users whose names mean something elsewhere
    Given a server that was just started
    And "__proto__" and "constructor" are signed in
    When the informer is asked {"command":{"type":"listClients"}}
    Then it answers with an array of "__proto__", "constructor" and "witness" in any order

  @INFO-2
  Scenario: A user who is signed in and whose name means something elsewhere
    Given "constructor" is signed in
    When the informer is asked {"command":{"type":"isClient","data":"constructor"}}
    Then it answers true

  @INFO-2
  Scenario: No user is signed in whose name means something elsewhere
    When the informer is asked {"command":{"type":"isClient","data":"toString"}}
    Then it answers false

  @INFO-5
  Scenario: A request means something elsewhere
    When the informer is asked {"command":{"type":"constructor"}}
    Then it answers with status "1"
