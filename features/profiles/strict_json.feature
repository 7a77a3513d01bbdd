Feature: Requests to the informer that are almost JSON
  A request that only a lenient parser accepts is malformed.

  @INFO-5
  Scenario Outline: A request to the informer that is not JSON has status "1": <body>
    When the informer is asked <body>
    Then it answers with status "1"

    Examples:
      | body                                     |
      | {"command":{"type":"listClients",}}      |
      | {'command':{'type':'listClients'}}       |
