"""What passes between the stages: frozen dataclasses without behaviour of their own."""
