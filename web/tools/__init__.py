"""The library as tools for agents: a server of the Model Context Protocol."""
