"""Every form, column, parameter, lever and metric of the model, each declared once."""
